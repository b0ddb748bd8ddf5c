package io.streamweir.internal.upkeep;

import java.util.concurrent.locks.LockSupport;

/**
 * A loop on a thread of its own that outlives what it throws: it is run again until it returns.
 * Without memory even a log throws, and a call of what was never called before.
 */
public final class UnendingRun implements Runnable {
  private static final long REST_NANOS = 20_000_000;

  private final Runnable loop;

  public UnendingRun(Runnable loop) {
    this.loop = loop;
  }

  @Override
  public void run() {
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
      loop.run();
      return true;
    } catch (Throwable e) {
      rest();
      return false;
    }
  }

  private static void rest() {
    Thread.interrupted(); // of a handler that has ended; the loop goes on
    LockSupport.parkNanos(REST_NANOS);
  }
}
