package io.streamweir.internal.lane;

import java.util.concurrent.locks.LockSupport;

/**
 * The thread of a lane. It outlives everything that the lane throws. If it does not come back from
 * a handler, it is replaced. Thread-safe.
 */
public final class LaneThread {
  private static final long REST_NANOS = 20_000_000;

  private final Lane lane;
  private volatile Thread thread;

  public LaneThread(Lane lane) {
    this.lane = lane;
    this.thread = new Thread(this::run, "streamweir-" + lane.id());
  }

  public void start() {
    lane.entrust(thread);
    thread.start();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /** Without memory even a log throws, and a call of what was never called before. */
  private void run() {
    boolean ended = false;
    while (!ended) {
      try {
        ended = runOnce();
      } catch (Throwable e) {
        // nothing that could throw again
      }
    }
  }

  private boolean runOnce() {
    try {
      lane.run();
      return true;
    } catch (Throwable e) {
      rest();
      return false;
    }
  }

  private static void rest() {
    Thread.interrupted(); // of a handler that has ended; the lane goes on
    LockSupport.parkNanos(REST_NANOS);
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
    Thread next = new Thread(this::run, "streamweir-" + lane.id());
    lane.entrust(next);
    thread = next;
    next.start();
  }
}
