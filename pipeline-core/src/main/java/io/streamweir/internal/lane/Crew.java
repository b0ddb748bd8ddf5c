package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Unsettled;
import java.util.List;

/** The threads that handle a lane's entries. */
public interface Crew {
  /**
   * How many entries the crew could begin with soon; may wait a moment for room, 0 if there is
   * none. The lane asks only while settlements keep up, see {@link Unsettled#awaitRoom}.
   */
  int room() throws InterruptedException;

  /** Whether the lane should read on while these entries are handled. */
  boolean readsAhead();

  /** Handles these entries: before it returns, or later. */
  void take(List<Held> batch) throws InterruptedException;

  /** Where so many handlers are slow, entries that wait are better off with another worker. */
  int handsBackBehind();

  /**
   * One of its threads does not come back from a handler, and counts no longer. False where the
   * crew has no threads of its own, so that it was the lane's.
   */
  boolean replace();

  /** Forgets what it was given: the lane of a keyed stage owns its partition anew. */
  default void reset() {}

  /** Whether none of its threads is at work. */
  default boolean idle() {
    return true;
  }

  /** Starts nothing more. */
  void stop();

  /** Ends the crew's threads. */
  void close();
}
