package io.streamweir.internal.settle;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What a handler works on, for one entry or for several, and the runs of the handler on its thread,
 * as far as their time is bounded. Thread-safe.
 */
public abstract class HandlerRun {
  private @Nullable Thread runner;
  private int run;
  private boolean timedOut;
  private boolean givenUp;

  /** The entries that it handles. */
  public abstract Collection<Held> entries();

  /** Whether the handler's answer matters no longer. */
  public abstract boolean moot();

  /** The calling thread handles it. */
  protected final synchronized void begin() {
    runner = Thread.currentThread();
  }

  /**
   * The handling has ended. From here on no interrupt reaches the calling thread, and one that did
   * is taken back: it may only be ours, since no other code interrupts lanes and crews.
   */
  public final synchronized void end() {
    if (runner != null) {
      runner = null;
      Thread.interrupted();
    }
  }

  /** Interrupts the thread that handles it; false where none does. */
  protected final synchronized boolean interrupt() {
    if (runner != null) {
      runner.interrupt();
    }
    return runner != null;
  }

  /** A run of the handler begins that {@link #timeOut} may end; answers with its number. */
  public final synchronized int beginRun() {
    timedOut = false;
    return ++run;
  }

  /** The run is over; answers whether it was ended, in which case its interrupt is taken back. */
  public final synchronized boolean endRun() {
    run++;
    if (timedOut) {
      Thread.interrupted(); // what comes next must not be interrupted in this run's place
    }
    return timedOut;
  }

  /** That run of the handler has taken too long and is interrupted, if it still goes on. */
  public final synchronized void timeOut(int number) {
    timedOut |= run == number && interrupt();
  }

  /**
   * That run of the handler has not heeded its interrupt: no lane waits for it any more, its thread
   * belongs to none, and leases are left to run out. Answers whether it still goes on.
   */
  public final synchronized boolean giveUp(int number) {
    boolean goesOn = runner != null && run == number;
    givenUp |= goesOn;
    return goesOn;
  }

  /** Whether the handler did not end in time, nor when it was interrupted. */
  public final synchronized boolean givenUp() {
    return givenUp;
  }

  /** What the handler's thread is doing, innermost first. */
  public final synchronized StackTraceElement[] trace() {
    return runner == null ? new StackTraceElement[0] : runner.getStackTrace();
  }
}
