package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import java.util.List;

/**
 * How a lane comes to its entries. A feature wraps another intake or replaces it; the lane does not
 * know which. All methods are for the lane's thread, unless they say otherwise.
 */
public interface Intake {
  /** How many entries the lane has room for. */
  @FunctionalInterface
  interface Room {
    int entries() throws InterruptedException;
  }

  /** Whether the lane may take entries now. Where it may not, waits a moment. */
  default boolean mayTake() throws InterruptedException {
    return true;
  }

  /**
   * The lane begins, or goes on after a failure: an answer may have been lost, so that entries are
   * pending without the lane's knowledge.
   *
   * @param first whether the lane begins
   */
  void resume(boolean first);

  /** Entries to handle now, up to {@code room} or those of a read ahead. Waits a moment for one. */
  List<Held> next(int room) throws InterruptedException;

  /** Asks for the entries that follow, where that is possible, and waits for nothing. */
  default void ahead(Room room) throws InterruptedException {}

  /** How many handlers may run at once now, besides the crew's bound. Called by any thread. */
  default int places() {
    return Integer.MAX_VALUE;
  }

  /** The lane waits for room downstream, and takes nothing meanwhile. */
  default void rest() {}

  /**
   * Gives back what is in hand and no handler has begun, so that none of it is begun, and takes
   * nothing more. Called again and again by any thread, until {@link #goOn}.
   */
  default void standStill() {}

  /** The lane stands still no longer. Called by any thread. */
  default void goOn() {}

  /** Gives up what the crew was not given, after an unforeseen error. */
  void giveUp();

  /** Other workers have taken entries over that the lane had in hand. Called by any thread. */
  default void leasesLost() {}

  /** Repeats what the lane has told Redis, before that counts no more. Called by any thread. */
  default void renew() {}

  /**
   * The lane has ended: other workers need not wait for a lease.
   *
   * @param idle whether nothing is in hand and no handler runs
   */
  default void leave(boolean idle) {}

  /** Ends the waits. Called by any thread. */
  default void stop() {}

  /** Whether a limit kept the lane from taking entries. Called by any thread. */
  default boolean throttled() {
    return false;
  }

  /** Whether the partition is one worker's at a time. Called by any thread. */
  default boolean keyed() {
    return false;
  }

  /** Whether it is this worker's now. Called by any thread. */
  default boolean owned() {
    return false;
  }
}
