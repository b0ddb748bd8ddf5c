package io.streamweir.pipeline;

import java.util.Objects;

/**
 * A pipeline of the same Redis to which a stage's outcomes submit jobs. Immutable.
 *
 * @param pipeline its name; it may be the stage's own
 * @param input what is submitted to it
 * @param maxOutbox how many jobs for it may wait in one partition before the stage takes no further
 *     entries, as if a stage downstream were full; default 10,000, 1 to 1,000,000
 */
public record ChainTarget(String pipeline, Class<?> input, long maxOutbox) {
  private static final long MOST_IN_OUTBOX = 10_000;
  private static final long LARGEST_BOUND = 1_000_000;

  /** Checks the name and the bound. */
  public ChainTarget {
    Names.check("pipeline", pipeline);
    Objects.requireNonNull(input, "input");
    if (maxOutbox < 1 || maxOutbox > LARGEST_BOUND) {
      throw new IllegalArgumentException("maxOutbox must be 1 to 1000000: " + maxOutbox);
    }
  }

  /** A pipeline and what is submitted to it. */
  public static ChainTarget of(String pipeline, Class<?> input) {
    return new ChainTarget(pipeline, input, MOST_IN_OUTBOX);
  }

  /** The same with another bound on what waits to be taken. */
  public ChainTarget withMaxOutbox(long maxOutbox) {
    return new ChainTarget(pipeline, input, maxOutbox);
  }
}
