package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ServerClockTest {
  private static final long MILLI = 1_000_000;
  private static final long SERVER = 1_700_000_000_000_000L; // us
  private final ServerClock clock = new ServerClock();

  @Test
  void knowsNothingBeforeTheFirstAnswer() {
    assertThat(clock.known()).isFalse();
  }

  @Test
  void takesTheMiddleOfTheRoundTripForTheServersMoment() {
    clock.heard(SERVER, 10 * MILLI, 14 * MILLI);
    assertThat(clock.known()).isTrue();
    assertThat(12 * MILLI + clock.offsetNanos()).isEqualTo(SERVER * 1000);
  }

  @Test
  void believesTheQuickestAnswer() {
    clock.heard(SERVER, 10 * MILLI, 11 * MILLI);
    long good = clock.offsetNanos();
    clock.heard(SERVER + 30_000, 20 * MILLI, 520 * MILLI); // half a second under way
    assertThat(clock.offsetNanos()).isEqualTo(good);
    clock.heard(SERVER + 600_000, 610 * MILLI, 610 * MILLI);
    assertThat(clock.offsetNanos()).isCloseTo(good, within(MILLI));
  }

  @Test
  void followsAFailoverToAServerWithAnotherClock() {
    clock.heard(SERVER, 0, MILLI);
    long hour = 3_600_000_000L;
    clock.heard(SERVER + hour, 11_000 * MILLI, 11_004 * MILLI);
    assertThat(11_002 * MILLI + clock.offsetNanos()).isEqualTo((SERVER + hour) * 1000);
  }
}
