package io.streamweir.http.token;

import java.time.Duration;

/**
 * Permits of a rate, with a burst of as many as the rate gives in a second: the generic cell rate
 * algorithm. Thread-safe.
 */
final class Permits {
  private static final long SECOND = 1_000_000_000;

  private final TokenCaller.NanoClock clock;
  private long earliest; // when the next permit would be due if there were no bursts

  Permits(TokenCaller.NanoClock clock) {
    this.clock = clock;
    this.earliest = clock.nanos();
  }

  /** Takes a permit: zero, or else after how long there is one. */
  synchronized Duration take(int perSecond) {
    long now = clock.nanos();
    long from = earliest - now < 0 ? now : earliest;
    long next = from + SECOND / perSecond;
    long early = next - now - SECOND;
    if (early > 0) {
      return Duration.ofNanos(early);
    }
    earliest = next;
    return Duration.ZERO;
  }
}
