package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void savesUpATenthOfItsPermits() {
    assertThat(RateLimit.of(100, SECOND)).isEqualTo(new RateLimit(100, SECOND, 10));
    assertThat(RateLimit.of(3, SECOND).burst()).isEqualTo(1);
    assertThat(RateLimit.of(3, SECOND).withBurst(7)).isEqualTo(new RateLimit(3, SECOND, 7));
    assertThat(RateLimit.of(4, SECOND).intervalMicros()).isEqualTo(250_000);
    assertThat(RateLimit.of(1_000_000, SECOND).intervalMicros()).isEqualTo(1);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    refused(() -> RateLimit.of(0, SECOND), "permits must be 1 to 1000000: 0");
    refused(() -> RateLimit.of(1_000_001, SECOND), "1000001");
    refused(() -> RateLimit.of(1, Duration.ZERO), "per 1 ms to 1 day: PT0S");
    refused(() -> RateLimit.of(1, Duration.ofMillis(86_400_001)), "1 day");
    refused(() -> RateLimit.of(1_001, Duration.ofMillis(1)), "1001 per PT0.001S");
    refused(() -> RateLimit.of(1, SECOND).withBurst(0), "burst must be 1 to 1000000: 0");
    refused(() -> StageConfig.defaults().withMaxRunning(0), "maxRunning must be 1 to 1000000: 0");
    refused(() -> StageConfig.defaults().withMaxRunning(1_000_001), "1000001");
  }

  private static void refused(ThrowingCallable change, String message) {
    assertThatIllegalArgumentException().isThrownBy(change).withMessageContaining(message);
  }
}
