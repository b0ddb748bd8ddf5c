package io.streamweir.internal.housekeeping;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@WithRedis
class TrimmingIT {
  private final CountDownLatch go = new CountDownLatch(1);

  private Pipeline<Text> pipeline(Duration retention) {
    return Pipeline.named("trimmed")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              if (text.getValue().equals("wait")) {
                go.await();
              }
              return Outcome.<Text>drop().counting(Count.one("done", text.getValue()));
            },
            config -> config.withRetention(retention).withConcurrency(2))
        .build();
  }

  @Test
  void leavesNothingInTheInboxWhenAllIsSettled(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(Duration.ZERO))) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      rig.submitNumbers(7_777);
      until(() -> rig.redis.hlen(rig.keys.state("done")) == 7_777);
      until(() -> rig.length("work") == 0);
      until(() -> ledger.trimmed.get() == 7_777);
    }
  }

  @Test
  void keepsWhatIsNotSettledAndAllAfterIt(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(Duration.ZERO))) {
      rig.worker();
      rig.submitNumbers(100);
      rig.submit("wait");
      rig.submitNumbers(100);
      until(() -> rig.counted("done") == 100 && rig.pending("work") == 1);
      until(() -> rig.length("work") == 101);
      go.countDown();
      until(() -> rig.length("work") == 0);
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void keepsWhatAForeignGroupHasNotReadOrNotSettled(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(Duration.ZERO))) {
      String inbox = rig.keys.inbox("work");
      rig.createGroup("work");
      rig.redis.xgroupCreate(StreamOffset.from(inbox, "0"), "audit");
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      rig.submitNumbers(50);
      until(() -> ledger.settled.get() == 50);
      var read =
          rig.redis.xreadgroup(
              Consumer.from("audit", "auditor"),
              io.lettuce.core.XReadArgs.Builder.count(20),
              StreamOffset.lastConsumed(inbox));
      assertThat(read).hasSize(20);
      String[] first10 =
          read.stream().limit(10).map(message -> message.getId()).toArray(String[]::new);
      rig.redis.xack(inbox, "audit", first10);
      rig.submitNumbers(1);
      until(() -> rig.length("work") == 41);
      rig.redis.xgroupDestroy(inbox, "audit");
      rig.submitNumbers(1);
      until(() -> rig.length("work") == 0);
    }
  }

  @Test
  void keepsSettledEntriesForTheRetention(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(Duration.ofSeconds(5)))) {
      Ledger ledger = new Ledger();
      Worker worker = rig.worker(ledger);
      rig.submitNumbers(10);
      until(() -> ledger.settled.get() == 10);
      worker.close();
      assertThat(rig.length("work")).isEqualTo(10);
      rig.worker(ledger);
      until(() -> rig.length("work") == 0);
    }
  }
}
