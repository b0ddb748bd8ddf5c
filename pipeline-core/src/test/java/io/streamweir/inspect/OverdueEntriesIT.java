package io.streamweir.inspect;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.client.SubmitOptions;
import io.streamweir.metrics.BacklogMetrics;
import io.streamweir.metrics.MetricNames;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Delayed entries that are due, and jobs that are not finished, in what operators see. */
@WithRedis
class OverdueEntriesIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("late")
          .accepts(Text.class)
          .stage("work", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  private static List<String> findings(Rig rig) {
    return new Doctor(rig.link, PIPELINE, Rig.LEASE)
        .examine().stream()
            .map(Doctor.Finding::what)
            .filter(what -> what.contains("delayed entries"))
            .toList();
  }

  private static void submit(Rig rig, Duration delay) {
    rig.jobs().submit(new Text("a"), SubmitOptions.defaults().withDelay(delay));
  }

  /** The member is no text, so the server itself takes it up. */
  private static void hasBeenDueFor(Rig rig, long seconds) {
    String script =
        "local now = redis.call('TIME')[1] "
            + "local first = redis.call('ZRANGE', KEYS[1], 0, 0)[1] "
            + "return redis.call('ZADD', KEYS[1], 'XX', (now - ARGV[1]) * 1000, first)";
    String[] keys = {rig.keys.later("work")};
    rig.redis.eval(script, ScriptOutputType.INTEGER, keys, Long.toString(seconds));
  }

  @Test
  void areLateWhereNoWorkerMovesThem(RedisSpace space) throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Inspector inspector = new Inspector(rig.link, PIPELINE);
      BacklogMetrics metrics = new BacklogMetrics(registry, rig.link, PIPELINE);
      assertThat(inspector.status().get(0).oldestJobSeconds()).isZero();
      submit(rig, Duration.ofDays(1));
      until(() -> inspector.status().get(0).oldestJobSeconds() > 0);
      assertThat(inspector.status().get(0).oldestOverdueSeconds()).isZero();
      assertThat(findings(rig)).isEmpty();

      hasBeenDueFor(rig, 100);
      StageStatus after = inspector.status().get(0);
      assertThat(after.oldestOverdueSeconds()).isBetween(100.0, 200.0);
      assertThat(after.backlog()).isZero();
      assertThat(findings(rig)).hasSize(1);
      metrics.refresh();
      assertThat(registry.get(MetricNames.OLDEST_OVERDUE).gauge().value()).isBetween(100.0, 200.0);
      assertThat(registry.get(MetricNames.OLDEST_JOB).gauge().value()).isPositive();

      rig.worker();
      Rig.until(() -> inspector.status().get(0).done() == 1);
      StageStatus done = inspector.status().get(0);
      assertThat(done.oldestOverdueSeconds()).isZero();
      assertThat(done.oldestJobSeconds()).isZero();
      assertThat(findings(rig)).isEmpty();
    }
  }

  @Test
  void theOldestJobIsSeenWhereItWaitsAndWhereItIsPending(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Inspector inspector = new Inspector(rig.link, PIPELINE);
      rig.createGroup("work");
      submit(rig, Duration.ZERO);
      Rig.until(() -> inspector.status().get(0).oldestJobSeconds() > 0);
      rig.deliverTo("w", "work", 1);
      StageStatus pending = inspector.status().get(0);
      assertThat(pending.pending()).isEqualTo(1);
      assertThat(pending.oldestJobSeconds()).isPositive();
    }
  }
}
