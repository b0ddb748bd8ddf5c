package io.streamweir.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A stopwatch that leaves out the time for which a busy machine let this JVM wait. With it a test
 * bounds how long our code takes, and not how slow the machine is.
 *
 * <p>A thread sleeps for 5 ms again and again. If a sleep takes longer than twice as long, the rest
 * is the machine's. On an idle machine that is next to nothing. Thread-safe.
 */
public final class LivedTime implements AutoCloseable {
  private static final long TICK_NANOS = 5_000_000;
  private static final long MOST_NANOS = 2 * TICK_NANOS;

  private final long begun = System.nanoTime();
  private long lived;
  private long last = begun;
  private volatile boolean closed;

  private LivedTime() {}

  /** Starts one. */
  public static LivedTime start() {
    LivedTime made = new LivedTime();
    Daemon.start("lived-time", made::run);
    return made;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(TICK_NANOS);
      tick();
    }
  }

  private synchronized void tick() {
    long now = System.nanoTime();
    lived += Math.min(now - last, MOST_NANOS);
    last = now;
  }

  /** How long it has lived since its start. */
  public synchronized Duration elapsed() {
    tick();
    return Duration.ofNanos(lived);
  }

  /** For how long the machine let it wait since its start. */
  public synchronized Duration taken() {
    tick();
    return Duration.ofNanos(last - begun - lived);
  }

  /** Ends its thread. */
  @Override
  public void close() {
    closed = true;
  }
}
