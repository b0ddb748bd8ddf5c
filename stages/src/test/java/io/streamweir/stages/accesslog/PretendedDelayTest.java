package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.accesslog.LogLine;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PretendedDelayTest {
  private static final Stage<LogLine, LogLine> STAGE = (line, context) -> Outcome.forward(line);

  @Test
  void isNothingUnlessTheEnvironmentAsksForIt() {
    assertThat(PretendedDelay.ofEnvironment(Map.of())).isZero();
    assertThat(PretendedDelay.ofEnvironment(Map.of(PretendedDelay.VARIABLE, " "))).isZero();
    assertThat(PretendedDelay.before(STAGE, Duration.ZERO)).isSameAs(STAGE);
  }

  @Test
  void isWaitedForBeforeTheStageBegins() throws Exception {
    Duration delay = PretendedDelay.ofEnvironment(Map.of(PretendedDelay.VARIABLE, "30"));
    long before = System.nanoTime();

    PretendedDelay.before(STAGE, delay)
        .handle(new LogLine("a"), StageContext.of("access-log", "classify", "job-1"));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(delay);
  }

  @Test
  void isSaidToBeWrongWhenThePipelineIsMade() {
    assertThatThrownBy(() -> AccessLogPipeline.pipeline(Map.of(PretendedDelay.VARIABLE, "long")))
        .hasMessageContaining(PretendedDelay.VARIABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "60001", "1s", "0.5", "100000"})
  void isRefusedWhereItIsNoNumberOfMilliseconds(String given) {
    assertThatThrownBy(() -> PretendedDelay.ofEnvironment(Map.of(PretendedDelay.VARIABLE, given)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "STREAMWEIR_ACCESS_LOG_DELAY_MILLIS: '"
                + given
                + "' is no number of milliseconds from 0 to 60000");
  }
}
