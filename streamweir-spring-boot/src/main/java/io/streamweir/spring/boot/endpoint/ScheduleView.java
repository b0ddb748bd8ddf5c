package io.streamweir.spring.boot.endpoint;

import io.streamweir.client.ScheduleStatus;
import io.streamweir.pipeline.FixedInterval;
import io.streamweir.pipeline.Timing;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One schedule.
 *
 * @param name its name
 * @param times when it fires; null where that cannot be read
 * @param paused whether it does not fire
 * @param due when it fires next; null where that is not known
 * @param lateSeconds for how long it is due and has not been fired
 */
public record ScheduleView(
    String name, @Nullable String times, boolean paused, @Nullable Instant due, long lateSeconds) {
  static ScheduleView of(ScheduleStatus status) {
    return new ScheduleView(
        status.name(),
        status.definition() == null ? null : times(status.definition().timing()),
        status.paused(),
        status.due(),
        status.late().toSeconds());
  }

  private static String times(Timing timing) {
    return timing instanceof FixedInterval fixed ? "every " + fixed.interval() : timing.toString();
  }
}
