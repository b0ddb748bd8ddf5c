package io.streamweir.internal.feature.follow;

import io.streamweir.internal.upkeep.UnendingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Loops of one follower over several streams, each on a thread of its own. Thread-safe. */
public final class Followers implements AutoCloseable {
  private static final long CLOSE_SECONDS = 30;

  private final List<FollowLoop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  /** Begins a loop on a thread of this name. */
  public synchronized void begin(FollowLoop loop, String name) {
    Thread thread = new Thread(new UnendingRun(loop), name);
    loops.add(loop);
    threads.add(thread);
    thread.start();
  }

  /**
   * Ends after the entries that are being handled, and hands back what was not begun. Blocks for at
   * most 30 s; does nothing the second time.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    loops.forEach(FollowLoop::stop);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
