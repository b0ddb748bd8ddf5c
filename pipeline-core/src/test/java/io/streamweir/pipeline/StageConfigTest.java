package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.testrecords.Text;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StageConfigTest {
  private static final StageConfig DEFAULTS = StageConfig.defaults();

  @Test
  void hasTheDefaultsThatItsDocumentationNames() {
    assertThat(DEFAULTS.concurrency()).isEqualTo(1);
    assertThat(DEFAULTS.maxBatch()).isEqualTo(256);
    assertThat(DEFAULTS.maxDeliveries()).isEqualTo(5);
    assertThat(DEFAULTS.maxBacklog()).isEqualTo(1_000_000);
    assertThat(DEFAULTS.retention()).isZero();
    assertThat(DEFAULTS.handlerTimeout()).isNull();
    assertThat(DEFAULTS.failure()).isEqualTo(FailurePolicy.defaults());
    assertThat(DEFAULTS.failure().maxAttempts()).isEqualTo(5);
  }

  @Test
  void changesOneThingAtATime() {
    StageConfig changed =
        DEFAULTS
            .withConcurrency(64)
            .withMaxBatch(10)
            .withMaxDeliveries(2)
            .withMaxBacklog(100)
            .withRetention(Duration.ofMinutes(1))
            .withHandlerTimeout(Duration.ofSeconds(2))
            .withFailure(FailurePolicy.never())
            .withFailure(IOException.class, FailurePolicy.defaults())
            .withRoute("side", Text.class)
            .withMaxRunning(3)
            .withRateLimit(RateLimit.of(5, Duration.ofSeconds(1)))
            .withNext("after");

    assertThat(changed.concurrency()).isEqualTo(64);
    assertThat(changed.maxBatch()).isEqualTo(10);
    assertThat(changed.maxDeliveries()).isEqualTo(2);
    assertThat(changed.maxBacklog()).isEqualTo(100);
    assertThat(changed.retention()).isEqualTo(Duration.ofMinutes(1));
    assertThat(changed.handlerTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(changed.failure()).isEqualTo(FailurePolicy.never());
    assertThat(changed.failureByException()).containsOnlyKeys(IOException.class);
    assertThat(changed.routes()).containsOnly(entry("side", Text.class));
    assertThat(changed.next()).isEqualTo("after");
    assertThat(changed.limits())
        .isEqualTo(new StageLimits(RateLimit.of(5, Duration.ofSeconds(1)), 3));
    assertThat(DEFAULTS.limits().any()).isFalse();
    assertThat(DEFAULTS.routes()).isEmpty();
  }

  private static java.util.Map.Entry<String, Class<?>> entry(String name, Class<?> type) {
    return java.util.Map.entry(name, type);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertRefused(() -> DEFAULTS.withConcurrency(0), "concurrency must be 1 to 10000: 0");
    assertRefused(() -> DEFAULTS.withConcurrency(10_001), "10001");
    assertRefused(() -> DEFAULTS.withMaxBatch(0), "maxBatch must be 1 to 4096: 0");
    assertRefused(() -> DEFAULTS.withMaxBatch(4097), "4097");
    assertRefused(() -> DEFAULTS.withMaxDeliveries(0), "maxDeliveries");
    assertRefused(() -> DEFAULTS.withMaxBacklog(0), "maxBacklog");
    assertRefused(() -> DEFAULTS.withRetention(Duration.ofMillis(-1)), "retention");
    assertRefused(() -> DEFAULTS.withHandlerTimeout(Duration.ZERO), "handlerTimeout");
    assertRefused(() -> FailurePolicy.attempts(0, Backoff.fixed(Duration.ofMillis(1))), "attempts");
  }

  @Test
  void takesThePolicyOfTheNearestSuperclass() {
    FailurePolicy forAll = attempts(2);
    FailurePolicy forIo = attempts(3);
    FailurePolicy forMissingFile = attempts(4);
    StageConfig config =
        DEFAULTS
            .withFailure(attempts(9))
            .withFailure(Exception.class, forAll)
            .withFailure(IOException.class, forIo)
            .withFailure(FileNotFoundException.class, forMissingFile);

    assertThat(config.failureFor(new FileNotFoundException())).isEqualTo(forMissingFile);
    assertThat(config.failureFor(new java.io.EOFException())).isEqualTo(forIo);
    assertThat(config.failureFor(new IOException())).isEqualTo(forIo);
    assertThat(config.failureFor(new UncheckedIOException(new IOException()))).isEqualTo(forAll);
    assertThat(config.failureFor(new StackOverflowError())).isEqualTo(attempts(9));
  }

  @Test
  void givesNobodyAMapThatCanBeChanged() {
    StageConfig config = DEFAULTS.withRoute("side", Text.class);

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> config.routes().clear());
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> config.failureByException().clear());
  }

  private static FailurePolicy attempts(int attempts) {
    return FailurePolicy.attempts(attempts, Backoff.fixed(Duration.ofMillis(1)));
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable change, String message) {
    assertThatIllegalArgumentException().isThrownBy(change).withMessageContaining(message);
  }
}
