package io.streamweir.internal.feature.schedule;

import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to fire of a schedule that is due: nearly always one fire. If several were due meanwhile,
 * all that are not missed, and as many missed ones as the schedule says, oldest first.
 */
final class FirePlan {
  /** What one look at a schedule fires at most; the next look goes on. */
  static final int MOST_STEPS = 100;

  private FirePlan() {}

  /**
   * One step.
   *
   * @param due the time at which the schedule is due now
   * @param fire the time of the fire to submit; null where missed ones are only passed over
   * @param next the time at which the schedule is due then
   */
  record Step(Instant due, @Nullable Instant fire, Instant next) {}

  /** The steps in their order, of which there is at least one. */
  static List<Step> steps(Timing timing, MissedFires missed, Instant due, Instant now) {
    List<Step> steps = new ArrayList<>();
    Instant horizon = now.minus(MissedFires.AFTER);
    Instant expected = due;
    Instant fire = due;
    if (due.isBefore(horizon) && missed.most() == 0) {
      fire = timing.next(horizon.minusMillis(1));
      steps.add(new Step(due, null, fire));
      expected = fire;
    } else if (due.isBefore(horizon)) {
      fire = firstOfLatest(timing, missed.most(), due, horizon);
    }
    while (!fire.isAfter(now) && steps.size() < MOST_STEPS) {
      Instant next = timing.next(fire);
      steps.add(new Step(expected, fire, next));
      expected = next;
      fire = next;
    }
    return steps;
  }

  /**
   * The first of the latest {@code most} fires from {@code due} on and before {@code end}. Looks
   * back further and further, so that a schedule of every second that stood still for a month costs
   * no more than its bound.
   */
  private static Instant firstOfLatest(Timing timing, int most, Instant due, Instant end) {
    Duration back = MissedFires.AFTER;
    while (true) {
      Instant start = end.minus(back);
      boolean all = !start.isAfter(due);
      Deque<Instant> latest = new ArrayDeque<>();
      Instant each = all ? due : timing.next(start.minusMillis(1));
      for (; each.isBefore(end); each = timing.next(each)) {
        latest.addLast(each);
        if (latest.size() > most) {
          latest.removeFirst();
        }
      }
      if (all || latest.size() == most) {
        return latest.getFirst();
      }
      back = back.multipliedBy(30);
    }
  }
}
