package io.streamweir.chaos.oracle;

import java.util.function.Predicate;

/**
 * What a fault may do to jobs, since it destroyed data: for most faults nothing.
 *
 * @param mayBeLost whether an acknowledged job may be missing, wholly or in part
 * @param mayRepeat whether a job's effects may have happened again
 * @param rewound whether the server forgot what readers had seen, so that what was published and
 *     what arrived in inboxes says nothing
 * @param exact whether all jobs must have happened once, those of schedules included
 * @param clockSet whether the server's clock was set, so that times of schedules may come again
 */
public record Allowance(
    Predicate<Submission> mayBeLost,
    Predicate<Submission> mayRepeat,
    boolean rewound,
    boolean exact,
    boolean clockSet) {
  /** Nothing is lost, nothing happens twice. */
  public static Allowance none() {
    return new Allowance(submission -> false, submission -> false, false, true, false);
  }

  /** These jobs may be lost, since the server forgot them. */
  public static Allowance losing(Predicate<Submission> mayBeLost) {
    return new Allowance(mayBeLost, submission -> false, true, false, false);
  }

  /** These jobs may happen again. */
  public static Allowance repeating(Predicate<Submission> mayRepeat) {
    return new Allowance(submission -> false, mayRepeat, true, false, false);
  }

  /** Nothing is lost, nothing happens twice, but a schedule's time may come again. */
  public static Allowance settingClock() {
    return new Allowance(submission -> false, submission -> false, false, true, true);
  }

  /**
   * The server went on from a slightly older state, but no acknowledged job may be lost and none
   * may happen twice.
   */
  public static Allowance failingOver() {
    return new Allowance(submission -> false, submission -> false, true, true, false);
  }
}
