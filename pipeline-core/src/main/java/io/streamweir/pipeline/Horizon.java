package io.streamweir.pipeline;

import java.time.Duration;
import java.time.Instant;

/**
 * The farthest that anything may be put into the future: 100 years. All times that reach Redis are
 * checked against it where they are defined. Redis would refuse an expiry that does not fit its
 * clock only when a job is under way. Stateless.
 */
public final class Horizon {
  /** 100 years of 365.25 days. */
  public static final Duration LONGEST = Duration.ofDays(36_525);

  private Horizon() {}

  /**
   * Answers with a duration that ends before the horizon. It may be negative.
   *
   * @param what names it in the message, such as {@code dedupe window}
   * @throws IllegalArgumentException where it is longer than {@link #LONGEST}
   */
  public static Duration check(String what, Duration duration) {
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(what + " must be at most 100 years: " + duration);
    }
    return duration;
  }

  /**
   * Answers with an instant that lies before the horizon. It may be past.
   *
   * @param what names it in the message
   * @throws IllegalArgumentException where it is more than {@link #LONGEST} from now
   */
  public static Instant check(String what, Instant instant) {
    if (instant.isAfter(Instant.now().plus(LONGEST))) {
      throw new IllegalArgumentException(what + " must be within 100 years from now: " + instant);
    }
    return instant;
  }
}
