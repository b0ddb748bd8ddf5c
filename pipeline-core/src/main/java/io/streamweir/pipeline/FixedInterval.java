package io.streamweir.pipeline;

import java.time.Duration;
import java.time.Instant;

/**
 * The multiples of an interval since 1970, see {@link Timing#every}.
 *
 * @param interval 100 ms to 366 days, whole ms
 */
public record FixedInterval(Duration interval) implements Timing {
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofDays(366);

  /** Checks the range. */
  public FixedInterval {
    Argument.check(
        interval.compareTo(LEAST) >= 0 && interval.compareTo(MOST) <= 0,
        "interval must be 100 ms to 366 days: " + interval);
    Argument.check(
        interval.equals(Duration.ofMillis(interval.toMillis())),
        "interval must be whole milliseconds: " + interval);
  }

  @Override
  public Instant next(Instant after) {
    long millis = interval.toMillis();
    return Instant.ofEpochMilli((Math.floorDiv(after.toEpochMilli(), millis) + 1) * millis);
  }
}
