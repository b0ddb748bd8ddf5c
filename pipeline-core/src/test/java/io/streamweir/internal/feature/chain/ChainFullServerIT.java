package io.streamweir.internal.feature.chain;

import static io.streamweir.worker.Rig.until;

import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What workers have goes through both pipelines while the server is full: that makes room. */
class ChainFullServerIT {
  private static final int JOBS = 500;

  private final CountDownLatch full = new CountDownLatch(1);
  private final AtomicInteger billed = new AtomicInteger();

  /** Each job submits two, one of them a moment later. */
  private Pipeline<Text> orders() {
    ChainOptions later = ChainOptions.defaults().withDelay(Duration.ofMillis(1));
    ChainTarget billing = ChainTarget.of("billing", Text.class).withMaxOutbox(JOBS / 10);
    return Pipeline.named("orders")
        .accepts(Text.class)
        .stage(
            "price",
            Text.class,
            (text, context) -> {
              full.await();
              return Outcome.<Text>drop()
                  .submitting("billing", text)
                  .submitting("billing", text, later);
            },
            config -> config.withSubmitting(billing))
        .build();
  }

  private Pipeline<Text> billing() {
    return Pipeline.named("billing")
        .accepts(Text.class)
        .stage(
            "bill",
            Text.class,
            (text, context) -> {
              billed.incrementAndGet();
              return Outcome.drop();
            })
        .build();
  }

  @Test
  void whatIsThereGoesThroughBothPipelines() throws Exception {
    try (RedisServer server = RedisServer.start("--maxmemory-policy noeviction")) {
      RedisSpace space = new RedisSpace(server, "full");
      try (Rig to = Rig.on(space, billing());
          Rig from = Rig.on(space, orders())) {
        to.worker(new Ledger());
        from.submitAll(IntStream.range(0, JOBS).mapToObj(Integer::toString).toList());
        from.worker(new Ledger());
        until(() -> from.pending("price") > 0);
        from.redis.configSet("maxmemory", "1");
        full.countDown();

        until(() -> billed.get() == 2 * JOBS && from.pending("price") == 0);
      }
    }
  }
}
