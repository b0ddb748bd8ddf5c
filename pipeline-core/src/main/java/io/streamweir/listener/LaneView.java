package io.streamweir.listener;

import java.time.Duration;

/** What may be seen of a running lane, at any time and from any thread. */
public interface LaneView {
  /** Which lane it is. */
  WorkerListener.LaneId id();

  /**
   * For how long Redis has not answered it: neither its reads, nor its settlements where any wait.
   * Counts as answered where a handler takes its time and leases are renewed meanwhile.
   */
  Duration sinceContact();

  /** Entries in its hands: those that wait, run, or are on their way to be settled. */
  int held();

  /** Entries that it handles at once, at most. */
  int concurrency();

  /** Whether it waits for room at a stage downstream. */
  boolean paused();

  /** Whether it waits until its stage's limits grant another entry. */
  boolean throttled();

  /** Whether it is of a keyed stage, of which each partition is one worker's at a time. */
  boolean keyed();

  /** Whether it is of a keyed stage and its partition is this worker's now. */
  boolean owned();
}
