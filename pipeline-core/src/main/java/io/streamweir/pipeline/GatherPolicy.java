package io.streamweir.pipeline;

import java.time.Duration;

/**
 * What becomes of a split whose parts fail, and how long the whole may take. Immutable.
 *
 * @param collects whether the gather gets what succeeded, with the failures listed; otherwise the
 *     first part that becomes a dead letter lets the whole fail
 * @param timeout from the first part to the last, 1 s to 365 days; default 7 days. What is not done
 *     by then has failed. A split that is still making parts by then fails as a whole
 */
public record GatherPolicy(boolean collects, Duration timeout) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofDays(7);
  private static final Duration LONGEST = Duration.ofDays(365);

  /** Checks the range. */
  public GatherPolicy {
    Argument.check(
        timeout.compareTo(LONGEST) <= 0 && timeout.toMillis() >= 1000,
        "timeout must be 1 s to 365 days: " + timeout);
  }

  /**
   * A part that becomes a dead letter lets the whole fail: the job has failed, or, where the split
   * is itself inside another one, a part of that. The other parts end.
   */
  public static GatherPolicy failWhole() {
    return new GatherPolicy(false, DEFAULT_TIMEOUT);
  }

  /** The gather gets what succeeded, and a list of what failed. */
  public static GatherPolicy collect() {
    return new GatherPolicy(true, DEFAULT_TIMEOUT);
  }

  /** The same with another time for the whole. */
  public GatherPolicy withTimeout(Duration timeout) {
    return new GatherPolicy(collects, timeout);
  }
}
