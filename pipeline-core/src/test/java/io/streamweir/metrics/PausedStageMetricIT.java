package io.streamweir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@WithRedis
class PausedStageMetricIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("two")
          .accepts(Text.class)
          .stage("a", Text.class, (text, context) -> Outcome.forward(text))
          .stage("b", Text.class, (text, context) -> Outcome.drop())
          .build();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private Map<String, Double> shown(BacklogMetrics metrics) {
    metrics.refresh();
    Map<String, Double> shown = new TreeMap<>();
    registry
        .find(MetricNames.STAGE_PAUSED)
        .gauges()
        .forEach(gauge -> shown.put(gauge.getId().getTag(MetricNames.STAGE), gauge.value()));
    return shown;
  }

  @Test
  void isOneForEachStageThatDoesNotWork(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      BacklogMetrics metrics = new BacklogMetrics(registry, rig.link, PIPELINE);
      Pauses pauses = new Pauses(rig.link, PIPELINE);
      assertThat(shown(metrics)).isEqualTo(Map.of("a", 0.0, "b", 0.0));
      pauses.pause("b", PauseOptions.defaults());
      assertThat(shown(metrics)).isEqualTo(Map.of("a", 0.0, "b", 1.0));
      pauses.pause(PauseOptions.defaults());
      assertThat(shown(metrics)).isEqualTo(Map.of("a", 1.0, "b", 1.0));
      pauses.resume("b");
      pauses.resume();
      assertThat(shown(metrics)).isEqualTo(Map.of("a", 0.0, "b", 0.0));
    }
  }
}
