package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.lane.LaneContext;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane's hold on its partition of a keyed stage: free, owned, being left, or lost. Owning it
 * means that the server has heard of this lane within the lease, counted from before it was told.
 * So when the time is up here, it is not up there yet, and no other lane has begun. Thread-safe.
 */
final class PartitionHold {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionHold.class);

  /** What a lane may do with its partition. */
  public enum State {
    /** Nothing: another lane owns it, or none yet. */
    FREE,
    /** Take entries and handle them. */
    OWNED,
    /** Finish what runs, and give it up. */
    LEAVING,
    /** Stop what runs, whose effects no longer count. */
    LOST
  }

  private final LaneContext lane;
  private final Ownership ownership;
  private final long leaseNanos;
  private volatile State state = State.FREE;
  private volatile long until;
  private volatile long lostAt;
  private volatile int term;
  private volatile boolean closed;
  private volatile Runnable whenLost = () -> {};
  private volatile boolean stopping; // what runs, since the partition is lost
  private volatile Runnable whenDue = () -> {};

  PartitionHold(LaneContext lane, Ownership ownership) {
    this.lane = lane;
    this.ownership = ownership;
    this.leaseNanos = lane.lease().toNanos();
  }

  /** Runs once for each time that the partition is lost, on the thread that finds out. */
  void whenLost(Runnable stop) {
    whenLost = stop;
  }

  /**
   * Runs where the lane, which may have no thread, has to take a step: its partition is owned, to
   * be left, or lost.
   */
  void whenDue(Runnable wakes) {
    whenDue = wakes;
  }

  LaneContext lane() {
    return lane;
  }

  public State state() {
    return state;
  }

  /** Counts the ownerships. */
  int term() {
    return term;
  }

  /** Whether another entry may be started. */
  boolean mayStart() {
    return state == State.OWNED && inTime();
  }

  private boolean inTime() {
    if (System.nanoTime() - until < 0) {
      return true;
    }
    lose("it could not be renewed in time");
    return false;
  }

  /** Tries to take a partition that is free; answers whether it is owned then. */
  CompletableFuture<Boolean> acquire() {
    if (state != State.FREE || closed) {
      return CompletableFuture.completedFuture(state == State.OWNED);
    }
    long sent = System.nanoTime();
    return ownership.acquire().handle((owned, thrown) -> thrown == null && owned && acquired(sent));
  }

  private boolean acquired(long sent) {
    synchronized (this) {
      if (state == State.FREE) {
        until = sent + leaseNanos;
        term++;
        state = State.OWNED;
        LOG.debug("lane {} owns its partition", lane.id());
      }
    }
    whenDue.run();
    return state == State.OWNED;
  }

  /** Renews what is owned, or finds that it is too late for that. Does not wait for anything. */
  void renew() {
    State now = state;
    if ((now != State.OWNED && now != State.LEAVING) || !inTime()) {
      return;
    }
    int renewed = term;
    long sent = System.nanoTime();
    ownership
        .renew()
        .whenComplete(
            (owned, thrown) -> {
              if (thrown == null && renewed == term) {
                if (owned) {
                  until = sent + leaseNanos;
                } else {
                  lose("somebody else may own it");
                }
              }
            });
  }

  /** The partition is no longer owned, even if handlers run. */
  public void lose(String why) {
    synchronized (this) {
      if (state != State.OWNED && state != State.LEAVING) {
        return;
      }
      stopping = true; // first, so that nobody finds it lost and not stopping
      state = State.LOST;
      lostAt = System.nanoTime();
    }
    try {
      whenLost.run(); // first of all: without memory even a log throws
    } finally {
      stopping = false;
      whenDue.run();
    }
    LOG.warn("lane {} has lost its partition: {}", lane.id(), why);
  }

  /** Whether it was lost so long ago that waiting for a handler that does not stop is in vain. */
  boolean longLost() {
    return state == State.LOST && System.nanoTime() - lostAt > leaseNanos;
  }

  /** The partition shall go to another worker. */
  void leave() {
    synchronized (this) {
      if (state != State.OWNED) {
        return;
      }
      state = State.LEAVING;
    }
    LOG.debug("lane {} leaves its partition", lane.id());
    whenDue.run();
  }

  /** Leaves the partition, and takes none until {@link #open}. */
  void close() {
    closed = true;
    leave();
  }

  void open() {
    closed = false;
  }

  /**
   * Whether the thread that found the partition lost has stopped what ran. Before that it must not
   * be {@link #free}: what it stops would be the next ownership's.
   */
  boolean mayBeFreed() {
    return !stopping;
  }

  /** Nothing of the last ownership is in hand any more: tells the server, and may begin anew. */
  public CompletableFuture<Boolean> free() {
    CompletableFuture<Boolean> givenUp = ownership.giveUp();
    synchronized (this) {
      ownership.begin();
      state = State.FREE;
    }
    return givenUp;
  }
}
