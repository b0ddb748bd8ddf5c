package io.streamweir.internal.settle;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Result;
import io.streamweir.client.ResultSubscription;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@WithRedis
class FencingIT {
  private final CountDownLatch started = new CountDownLatch(3);
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger leaves = new AtomicInteger();

  /** Every job forwards two outputs, finishes and counts, according to its text. */
  private Pipeline<Text> pipeline(boolean waits) {
    return Pipeline.named("fenced")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              if (waits) {
                started.countDown();
                go.await();
              }
              Outcome<Text> outcome =
                  switch (text.getValue()) {
                    case "fork" -> Outcome.forwardAll(List.of(text, text));
                    case "end" -> Outcome.finish(text);
                    default -> Outcome.reject("no");
                  };
              return outcome.counting(Count.one("work", text.getValue()));
            },
            config -> config.withConcurrency(3))
        .stage(
            "leaf",
            Text.class,
            (text, context) -> {
              leaves.incrementAndGet();
              return Outcome.drop();
            })
        .build();
  }

  @Test
  void settlesOnceWhenTwoWorkersFinish(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(false));
        TcpProxy proxy = TcpProxy.to(space.server())) {
      Queue<Result> published = new ConcurrentLinkedQueue<>();
      ResultSubscription subscription = rig.jobs().subscribe(published::add);
      Ledger stalledLedger = new Ledger();
      rig.worker(rig.linkTo(proxy), pipeline(true), stalledLedger, config -> config);
      rig.submitAll(List.of("fork", "end", "other"));
      started.await();
      proxy.stall();
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      until(() -> ledger.settled.get() >= 5);
      go.countDown();
      until(() -> stalledLedger.endings.values().stream().mapToInt(n -> n).sum() == 3);
      proxy.resume();
      until(() -> stalledLedger.settled.get() == 3);
      assertThat(stalledLedger.fenced.get()).isEqualTo(3);
      assertThat(ledger.fenced.get()).isZero();
      assertThat(ledger.reclaimed.get()).isEqualTo(3);
      assertThat(rig.counters("work")).containsOnlyKeys("fork", "end", "other");
      assertThat(rig.counters("work").values()).containsOnly("1");
      assertThat(leaves.get()).isEqualTo(2);
      assertThat(rig.dead("work")).hasSize(1);
      until(() -> published.size() == 2);
      until(() -> rig.length("leaf") == 0 && rig.length("work") == 0);
      assertThat(rig.pending("work") + rig.pending("leaf")).isZero();
      assertThat(leaves.get()).isEqualTo(2);
      subscription.close();
      assertThat(published).hasSize(2);
    }
  }
}
