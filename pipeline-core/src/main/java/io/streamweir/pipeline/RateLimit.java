package io.streamweir.pipeline;

import java.time.Duration;

/**
 * How many entries a stage may begin in a time, over all workers and partitions. Permits come
 * evenly, one every {@code per / permits}; those that were not used are saved up, as many as the
 * burst. So within any {@code per} no more than {@code permits + burst} entries begin. Immutable.
 *
 * @param permits in {@code per}, 1 to 1,000,000
 * @param per 1 ms to 1 day, and no less than 1 us for each permit
 * @param burst the most entries that begin together after a quiet time, 1 to 1,000,000; default a
 *     tenth of the permits, at least 1
 */
public record RateLimit(int permits, Duration per, int burst) {
  private static final int MOST = 1_000_000;

  /** Checks the ranges. */
  public RateLimit {
    Argument.check(permits >= 1 && permits <= MOST, "permits must be 1 to 1000000: " + permits);
    Argument.check(
        per.compareTo(Duration.ofDays(1)) <= 0 && per.toMillis() >= 1,
        "a rate limit must be per 1 ms to 1 day: " + per);
    Argument.check(
        per.toNanos() / permits >= 1_000,
        "a rate limit must be at most 1000000 per second: " + permits + " per " + per);
    Argument.check(burst >= 1 && burst <= MOST, "burst must be 1 to 1000000: " + burst);
  }

  /**
   * So many permits in this time, with a burst of a tenth of them and at least 1.
   *
   * @throws IllegalArgumentException where they are out of range
   */
  public static RateLimit of(int permits, Duration per) {
    return new RateLimit(permits, per, Math.max(1, permits / 10));
  }

  /**
   * The same with another burst, 1 to 1,000,000. With a burst of 1 every permit that no worker asks
   * for in time is lost, and workers ask some milliseconds late.
   */
  public RateLimit withBurst(int burst) {
    return new RateLimit(permits, per, burst);
  }

  /** The time from one permit to the next, in us. */
  public double intervalMicros() {
    return per.toNanos() / 1e3 / permits;
  }
}
