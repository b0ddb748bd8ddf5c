package io.streamweir.internal.settle;

import io.streamweir.listener.WorkerListener;

/**
 * A later stage through which an entry has run before it was settled. Its settlement does what that
 * stage decided, too.
 */
public interface Passage {
  /** The lane in which the entry would have come to the stage. */
  WorkerListener.LaneId lane();

  /** What came to the stage, and how its handling ended there. */
  Held held();

  /**
   * The worker has decided, or may not.
   *
   * @param kept false where the entry is no longer this worker's
   */
  void decided(boolean kept);

  /** Its settlement has done what the stage decided. */
  void settled();
}
