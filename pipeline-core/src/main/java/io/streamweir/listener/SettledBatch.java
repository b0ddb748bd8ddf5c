package io.streamweir.listener;

import io.streamweir.listener.WorkerListener.Ending;
import org.jspecify.annotations.Nullable;

/**
 * Entries that were settled together, by their places from 0 to {@code size() - 1}: what a listener
 * needs to count them all at once. Allocates nothing per entry.
 */
public interface SettledBatch {
  /** How many entries it had. */
  int size();

  /**
   * Whether its entries ran through: they never lay in the inbox of the stage, since the worker
   * that had handled the stage before handled them at once.
   */
  default boolean ranThrough() {
    return false;
  }

  /** How long the settlement waited for its answer, in ns. */
  long nanos();

  /** How many of them another worker had settled before, so that nothing was done for them. */
  int fenced();

  /** Whether another worker had settled this one before. */
  boolean fenced(int place);

  /**
   * How its handling ended; {@link Ending#CANCELLED} also where its job was cancelled before the
   * settlement that would have ended it otherwise.
   */
  @Nullable Ending ending(int place);

  /**
   * Why its attempt failed; null where it did not, as where the handler merely asked for another
   * time.
   */
  @Nullable EntryFailure failure(int place);

  /** Whether its job is known, so that its end is published. */
  boolean hasJob(int place);

  /** The id of its sampled trace; null where it has none. */
  @Nullable String traceId(int place);

  /** Whether a handler handled it; at a keyed stage it may have been parked unhandled. */
  boolean handled(int place);

  /** For how long it was handled, in ns; at concurrency 1 that includes decoding it. */
  long handlingNanos(int place);

  /** Whether the server's clock is known, without which there are no times since its stamps. */
  boolean clockKnown();

  /**
   * From its arrival in the inbox to the start of its handling, in ns; to within 1 ms and half a
   * round trip. Both are by the server's clock, never by the worker's. A retry, or a delayed job,
   * arrives when it is due. 0 where it ran through.
   */
  long waitingNanos(int place);

  /**
   * From the submit, by the submitting machine's clock, to the settlement's answer, by the
   * server's, in ns; 0 where the two disagree by more than it took.
   */
  long jobNanos(int place);
}
