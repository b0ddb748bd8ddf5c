package io.streamweir.internal.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogThrottleTest {
  private final AtomicLong now = new AtomicLong();
  private final LogThrottle throttle = new LogThrottle(2, 10, now::get);

  @Test
  void letsTheFirstOnesOfAKindPassAndCountsTheOthers() {
    assertThat(throttle.pass("a")).isZero();
    assertThat(throttle.pass("a")).isZero();
    assertThat(throttle.pass("a")).isNegative();
    assertThat(throttle.pass("a")).isNegative();
    assertThat(throttle.pass("b")).as("another kind").isZero();
    now.set(10);
    assertThat(throttle.pass("a")).isEqualTo(2);
    assertThat(throttle.pass("a")).isNegative();
  }

  @Test
  void takesAKindThatWasQuietForNew() {
    throttle.pass("a");
    throttle.pass("a");
    now.set(1_000);
    assertThat(throttle.pass("a")).isZero();
    assertThat(throttle.pass("a")).isZero();
    assertThat(throttle.pass("a")).isNegative();
  }

  @Test
  void countsManyKindsAsOne() {
    for (int i = 0; i < 200; i++) {
      assertThat(throttle.pass("kind " + i)).isZero();
    }
    assertThat(throttle.pass("x")).isZero();
    assertThat(throttle.pass("y")).isZero();
    assertThat(throttle.pass("z")).isNegative();
  }
}
