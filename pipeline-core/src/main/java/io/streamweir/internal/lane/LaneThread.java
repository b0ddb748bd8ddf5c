package io.streamweir.internal.lane;

import io.streamweir.internal.upkeep.UnendingRun;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a lane. It outlives everything that the lane throws. If it does not come back from
 * a handler, it is replaced. While the lane rests, it has none. Thread-safe.
 */
public final class LaneThread {
  private final Lane lane;
  private volatile @Nullable Thread thread;

  public LaneThread(Lane lane) {
    this.lane = lane;
    lane.whenWoken(this::start);
  }

  /** The lane goes on with a new thread. One that it had before is no longer the lane's. */
  public synchronized void start() {
    Thread next = new Thread(new UnendingRun(lane), "streamweir-" + lane.id());
    lane.entrust(next);
    thread = next;
    next.start();
  }

  boolean isAlive() {
    Thread current = thread;
    return current != null && current.isAlive();
  }

  /**
   * It, or a thread of the lane's crew, does not come back from a handler. What waits behind it
   * goes back; the lane goes on with another thread.
   */
  public void stuck() {
    if (!lane.crew().replace()) {
      lane.handBackBehind(1);
      start();
    }
  }
}
