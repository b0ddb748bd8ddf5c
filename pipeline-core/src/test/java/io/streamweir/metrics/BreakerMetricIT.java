package io.streamweir.metrics;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@WithRedis
class BreakerMetricIT {
  private final AtomicBoolean away = new AtomicBoolean(true);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private final Pipeline<Text> pipeline =
      Pipeline.named("calls")
          .accepts(Text.class)
          .stage(
              "call",
              Text.class,
              (text, context) -> call(text),
              stage ->
                  stage
                      .withFailure(FailurePolicy.attempts(5, Backoff.fixed(Duration.ofMillis(20))))
                      .withBreaker(
                          BreakerConfig.defaults()
                              .withWindow(2)
                              .withRest(Backoff.fixed(Duration.ofMillis(500)))))
          .stage("end", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  private Outcome<Text> call(Text text) throws IOException {
    if (away.get()) {
      throw new IOException("away");
    }
    return Outcome.forward(text);
  }

  private double open() {
    Gauge gauge = registry.find(MetricNames.BREAKER_OPEN).tag("stage", "call").gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  private double changes(String state) {
    Counter counter = registry.find(MetricNames.BREAKER_TRANSITIONS).tag("state", state).counter();
    return counter == null ? Double.NaN : counter.count();
  }

  @Test
  void showsZerosFirstAndWhatHappensThen(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      WorkerMetrics metrics = new WorkerMetrics(registry, rig.link);
      Worker worker = rig.worker(new Ledger(), config -> config.withListener(metrics));
      until(() -> open() == 0);
      assertThat(changes("open")).isZero();
      assertThat(changes("half_open")).isZero();
      assertThat(changes("closed")).isZero();
      rig.submitNumbers(20);
      until(() -> open() == 1);
      until(() -> changes("open") > 1 && changes("half_open") > 1);
      assertThat(changes("closed")).isZero();
      away.set(false);
      until(() -> changes("closed") == 1);
      assertThat(open()).isZero();
      assertThat(registry.find(MetricNames.BREAKER_OPEN).tag("stage", "end").gauges()).isEmpty();
      worker.close();
      assertThat(registry.find(MetricNames.BREAKER_OPEN).gauges()).isEmpty();
    }
  }
}
