package io.streamweir.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What bounds a stage over all workers and partitions. Immutable.
 *
 * @param rate how many entries begin in a time; default null, any number
 * @param maxRunning how many entries are handled at once, 1 to 1,000,000; default 0, any number
 */
public record StageLimits(@Nullable RateLimit rate, int maxRunning) {
  /** No bounds. */
  public static final StageLimits NONE = new StageLimits(null, 0);

  /** Checks the range. */
  public StageLimits {
    Argument.check(
        maxRunning >= 0 && maxRunning <= 1_000_000,
        "maxRunning must be 1 to 1000000: " + maxRunning);
  }

  /** Whether there is any bound. */
  public boolean any() {
    return rate != null || maxRunning > 0;
  }
}
