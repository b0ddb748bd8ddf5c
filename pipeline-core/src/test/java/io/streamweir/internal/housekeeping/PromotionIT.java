package io.streamweir.internal.housekeeping;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.LivedTime;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

@WithRedis
class PromotionIT {
  private final Queue<Long> lateness = new ConcurrentLinkedQueue<>();

  /** The text is when it is due, in ms since 1970. */
  private Pipeline<Text> pipeline() {
    return Pipeline.named("delayed")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              long due = Long.parseLong(text.getValue().split("/")[0]);
              lateness.add(System.currentTimeMillis() - due);
              return Outcome.<Text>drop().counting(Count.one("done", text.getValue()));
            })
        .stage("other", Text.class, (text, context) -> Outcome.drop())
        .build();
  }

  @Test
  void bringsDelayedJobsOnceEachAndInTimeWithSeveralWorkers(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline());
        LivedTime lived = LivedTime.start()) {
      List<Ledger> ledgers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ledgers.add(new Ledger());
        rig.worker(ledgers.get(i));
      }
      rig.submitNumbers(100);
      until(() -> rig.counted("done") == 100);
      rig.redis.del(rig.keys.state("done"));
      lateness.clear();
      for (int i = 0; i < 500; i++) {
        Duration delay = Duration.ofMillis(300 + i);
        long due = System.currentTimeMillis() + delay.toMillis();
        rig.jobs().submit(new Text(due + "/" + i), SubmitOptions.defaults().withDelay(delay));
      }
      until(() -> rig.counted("done") == 500);
      long machine = lived.taken().toMillis();
      assertThat(rig.counters("done").values()).containsOnly("1");
      assertThat(lateness).hasSize(500);
      assertThat(ledgers.stream().mapToLong(ledger -> ledger.promoted.get()).sum()).isEqualTo(500);
      List<Long> sorted = lateness.stream().sorted().toList();
      assertThat(sorted.get(0)).as("never early").isGreaterThanOrEqualTo(-5);
      assertThat(sorted.get(250)).as("half of them, in ms").isLessThan(150 + machine);
      assertThat(sorted.get(494))
          .as("nearly all, in ms, on a busy machine")
          .isLessThan(1_000 + machine);
    }
  }

  @Test
  void promotesForStagesThatOnlyOtherWorkersRun(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline())) {
      Worker worker = rig.worker(new Ledger(), config -> config.withStages(Set.of("other")));
      SubmitOptions later = SubmitOptions.defaults().withDelay(Duration.ofMillis(20));
      rig.jobs().submit(new Text(System.currentTimeMillis() + ""), later);
      until(() -> rig.length("work") == 1);
      assertThat(rig.redis.zcard(rig.keys.later("work"))).isZero();
      worker.close();
      rig.jobs().submit(new Text(System.currentTimeMillis() + ""), later);
      rig.worker();
      until(() -> rig.counted("done") == 2);
    }
  }
}
