package io.streamweir.internal.settle;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A lane of concurrency 1 hands on in the order in which it handled. */
@WithRedis
class OrderIT {
  private static final int JOBS = 40_000;
  private static final int COUNTED = 20_000; // the first that changes a counter
  private static final int BATCH = 16;

  private final List<Integer> left = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> arrived = Collections.synchronizedList(new ArrayList<>());

  private Pipeline<Text> pipeline() {
    return Pipeline.named("order")
        .accepts(Text.class)
        .stage(
            "first",
            Text.class,
            (text, context) -> {
              int number = Integer.parseInt(text.getValue());
              left.add(number);
              Outcome<Text> outcome = Outcome.forward(text);
              boolean counted = number % COUNTED == 0 && number > 0;
              return counted ? outcome.counting(Count.one("counted", "all")) : outcome;
            },
            config -> config.withMaxBatch(BATCH))
        .stage(
            "second",
            Text.class,
            (text, context) -> {
              arrived.add(Integer.parseInt(text.getValue()));
              return Outcome.drop();
            })
        .build();
  }

  private void expectAllInOrder() {
    until(() -> arrived.size() >= JOBS);
    assertThat(arrived.equals(left)).as("same order").isTrue();
  }

  @Test
  void keepsTheOrderWithManySettlementsInFlight() throws Exception {
    try (RedisServer server = RedisServer.start(); // which loses scripts of nobody else
        Rig rig = Rig.on(server, pipeline())) {
      rig.submitNumbers(JOBS);
      rig.redis.scriptFlush();
      rig.worker();
      expectAllInOrder();
    }
  }

  /**
   * Behind the first batch of another script, and while the server has not said that it lacks it.
   */
  @Test
  void keepsTheOrderWhereABatchNeedsANewScript() throws Exception {
    try (RedisServer server = RedisServer.start();
        TcpProxy proxy = TcpProxy.to(server);
        Rig rig = Rig.on(server, pipeline())) {
      rig.submitNumbers(JOBS);
      CompletableFuture<Void> held =
          proxy.afterNext(
              TcpProxy.containing(HopCall.digests().get(1)),
              () -> until(() -> left.size() > COUNTED + 3 * BATCH));
      Ledger ledger = first(rig, proxy);
      held.join();
      until(() -> ledger.settled.get() >= JOBS);
      rig.worker();
      expectAllInOrder();
    }
  }

  @Test
  void keepsTheOrderWhileTheServerForgetsScripts() throws Exception {
    try (RedisServer server = RedisServer.start(); // where nobody else brings them back
        TcpProxy proxy = TcpProxy.to(server);
        Rig rig = Rig.on(server, pipeline())) {
      rig.submitNumbers(JOBS);
      Ledger ledger = first(rig, proxy);
      for (int settled = 0; settled < JOBS; settled += 500) {
        int until = settled;
        until(() -> ledger.settled.get() > until);
        rig.redis.scriptFlush();
      }
      until(() -> ledger.settled.get() >= JOBS);
      rig.worker();
      expectAllInOrder();
    }
  }

  /** A worker of the first stage alone. */
  private static Ledger first(Rig rig, TcpProxy proxy) {
    Ledger ledger = new Ledger();
    rig.worker(
        rig.linkTo(proxy), rig.pipeline, ledger, config -> config.withStages(Set.of("first")));
    return ledger;
  }

  @Test
  void keepsTheOrderWhereConnectionsBreak(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline());
        TcpProxy proxy = TcpProxy.to(space.server())) {
      rig.submitNumbers(JOBS);
      Ledger ledger = first(rig, proxy);
      for (int i = 1; i <= 3; i++) {
        int until = i * 8_000;
        until(() -> ledger.settled.get() > until);
        proxy.cut();
      }
      until(() -> ledger.settled.get() >= JOBS);
      assertThat(ledger.settlesFailed.get()).isPositive();
      rig.worker();
      expectAllInOrder();
    }
  }
}
