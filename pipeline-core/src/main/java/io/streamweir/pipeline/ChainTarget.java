package io.streamweir.pipeline;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A pipeline of the same Redis to which a stage's outcomes submit jobs. Immutable.
 *
 * @param pipeline its name; it may be the stage's own
 * @param input what is submitted to it
 * @param maxOutbox how many jobs for it may wait in one partition before the stage takes no further
 *     entries, as if a stage downstream were full; default 10,000, 1 to 1,000,000
 * @param durability what a failover must not undo before a job counts as submitted; default {@link
 *     Durability#MEMORY}. If several stages submit to the pipeline, the strongest holds for all
 */
public record ChainTarget(String pipeline, Class<?> input, long maxOutbox, Durability durability) {
  private static final long MOST_IN_OUTBOX = 10_000;
  private static final long LARGEST_BOUND = 1_000_000;

  /** Checks the name and the bounds. */
  public ChainTarget {
    Names.check("pipeline", pipeline);
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(durability, "durability");
    if (maxOutbox < 1 || maxOutbox > LARGEST_BOUND) {
      throw new IllegalArgumentException("maxOutbox must be 1 to 1000000: " + maxOutbox);
    }
  }

  /** A pipeline and what is submitted to it. */
  public static ChainTarget of(String pipeline, Class<?> input) {
    return new ChainTarget(pipeline, input, MOST_IN_OUTBOX, Durability.MEMORY);
  }

  /** The components that change, by name. */
  private final class Draft {
    long maxOutbox = ChainTarget.this.maxOutbox;
    Durability durability = ChainTarget.this.durability;
  }

  private ChainTarget with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new ChainTarget(pipeline, input, draft.maxOutbox, draft.durability);
  }

  /** The same with another bound on what waits to be taken. */
  public ChainTarget withMaxOutbox(long maxOutbox) {
    return with(draft -> draft.maxOutbox = maxOutbox);
  }

  /**
   * The same with another durability. With {@link Durability#replicated(int, Duration)}, a job is
   * sent only if so many replicas of its own partition have it. It stays in the outbox until so
   * many replicas of the target's partition have it, too. Until then workers try again.
   */
  public ChainTarget withDurability(Durability durability) {
    return with(draft -> draft.durability = durability);
  }

  /** Whether replicas must have its jobs. */
  public boolean replicated() {
    return !durability.memory();
  }

  /** What both stages together want of the pipeline. */
  ChainTarget and(ChainTarget other) {
    return new ChainTarget(
        pipeline,
        other.input,
        Math.max(maxOutbox, other.maxOutbox),
        durability.orStronger(other.durability));
  }
}
