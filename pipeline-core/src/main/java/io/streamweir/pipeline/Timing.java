package io.streamweir.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * When a schedule fires: by a cron expression in a time zone, or at a fixed interval. Says the same
 * in every process, so that any worker can tell when the next fire is due. Immutable and
 * thread-safe.
 */
public sealed interface Timing permits CronTiming, FixedInterval {
  /** The first fire after this instant, which is not included. */
  Instant next(Instant after);

  /**
   * By a cron expression of five fields (minute, hour, day of month, month, day of week) as in
   * crontab, or of six with the second first. Fields are numbers, {@code *}, lists {@code 1,15},
   * ranges {@code 1-5}, steps {@code *}{@code /10}. Months and days of the week are also names of
   * three letters, in either case. Weekdays are 0 to 7 with Sunday at both ends. A range may go
   * over the end: {@code FRI-MON}, {@code 22-4}. If both days are restricted, one of them is
   * enough. If one of the two fields begins with {@code *}, a day must be both, as in crontab(5).
   *
   * <p>When clocks are changed, an expression whose hour field begins with {@code *} goes by
   * elapsed time: local times that do not exist are left out, and those that come twice fire twice.
   * Any other one fires once for each local time: at the end of the gap where that does not exist,
   * and the first time where it comes twice.
   *
   * @throws IllegalArgumentException where the expression cannot be understood or never comes true,
   *     saying what is wrong with it
   */
  static Timing cron(String expression, ZoneId zone) {
    return new CronTiming(expression, zone);
  }

  /**
   * At each whole multiple of the interval since 1970-01-01T00:00Z, so every hour at the full hour
   * UTC; the start of a worker does not matter.
   *
   * @param interval 100 ms to 366 days, whole ms
   * @throws IllegalArgumentException where it is shorter, longer or no whole number of ms
   */
  static Timing every(Duration interval) {
    return new FixedInterval(interval);
  }
}
