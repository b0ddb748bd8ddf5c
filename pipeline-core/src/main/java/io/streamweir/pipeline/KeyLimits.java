package io.streamweir.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What holds at a stage for entries with the same key, over all workers. A stage where anything
 * does is a <em>keyed</em> stage: each of its partitions is worked on by one worker at a time.
 * Immutable.
 *
 * @param ordered whether they are handled one at a time in the order of their arrival; default
 *     false
 * @param maxRunning how many of them are handled at once, 1 to 1,000,000; default 0, any number
 * @param rate how many of them begin in a time; default null, any number
 */
public record KeyLimits(boolean ordered, int maxRunning, @Nullable RateLimit rate) {
  /** No order and no bounds: keys mean nothing. */
  public static final KeyLimits NONE = new KeyLimits(false, 0, null);

  /** Checks the range. */
  public KeyLimits {
    Argument.check(
        maxRunning >= 0 && maxRunning <= 1_000_000,
        "maxRunning must be 1 to 1000000: " + maxRunning);
  }

  /** Whether keys mean anything. */
  public boolean any() {
    return ordered || maxRunning > 0 || rate != null;
  }

  /** How many entries of one key may be handled at once, the order included. */
  public int mostAtOnce() {
    if (ordered) {
      return 1;
    }
    return maxRunning == 0 ? Integer.MAX_VALUE : maxRunning;
  }
}
