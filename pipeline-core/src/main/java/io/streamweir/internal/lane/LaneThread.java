package io.streamweir.internal.lane;

import io.streamweir.internal.upkeep.UnendingRun;

/**
 * The thread of a lane. It outlives everything that the lane throws. If it does not come back from
 * a handler, it is replaced. Thread-safe.
 */
public final class LaneThread {
  private final Lane lane;
  private volatile Thread thread;

  public LaneThread(Lane lane) {
    this.lane = lane;
    this.thread = new Thread(new UnendingRun(lane), "streamweir-" + lane.id());
  }

  public void start() {
    lane.entrust(thread);
    thread.start();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /**
   * It, or a thread of the lane's crew, does not come back from a handler. What waits behind it
   * goes back; the lane goes on with another thread.
   */
  public void stuck() {
    if (!lane.crew().replace()) {
      lane.handBackBehind(1);
      replace();
    }
  }

  /** The thread is no longer the lane's, even if it still works. */
  private synchronized void replace() {
    Thread next = new Thread(new UnendingRun(lane), "streamweir-" + lane.id());
    lane.entrust(next);
    thread = next;
    next.start();
  }
}
