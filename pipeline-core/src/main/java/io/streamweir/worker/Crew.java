package io.streamweir.worker;

import java.util.List;

/** Those who handle a lane's entries. */
interface Crew {
  /**
   * How many entries the crew could begin with soon; may wait a moment for room, 0 if there is
   * none. The lane asks only while settlements keep up, see {@link Settler#awaitRoom}.
   */
  int room() throws InterruptedException;

  /** Whether the lane should read on while these entries are handled. */
  boolean readsAhead();

  /** Handles these entries: before it returns, or later. */
  void take(List<Held> batch) throws InterruptedException;

  /** Where so many handlers are slow, entries that wait are better off with another worker. */
  int handsBackBehind();

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
