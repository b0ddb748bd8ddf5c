package io.streamweir.pipeline;

import java.time.Duration;

/**
 * How large the batches of a batch stage are. Immutable.
 *
 * @param maxEntries the most entries that the handler gets at once, 1 to 4,096; default 100. A lane
 *     holds the payloads of one batch more than its concurrency
 * @param within how long an entry waits for others before the handler gets what has come, 0 to 1
 *     min; default 10 ms. While all of the stage's concurrency is in use it waits for a place as
 *     well, and from then on for others
 */
public record BatchConfig(int maxEntries, Duration within) {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final BatchConfig DEFAULTS = new BatchConfig(100, Duration.ofMillis(10));

  /** Checks the ranges. */
  public BatchConfig {
    Argument.check(
        maxEntries >= 1 && maxEntries <= 4096,
        "a batch must have 1 to 4096 entries: " + maxEntries);
    Argument.check(
        !within.isNegative() && within.compareTo(LONGEST) <= 0,
        "a batch must wait for 0 to 60 s: " + within);
  }

  /** The defaults named above. */
  public static BatchConfig defaults() {
    return DEFAULTS;
  }
}
