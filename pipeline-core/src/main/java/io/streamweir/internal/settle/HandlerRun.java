package io.streamweir.internal.settle;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What a handler works on, for one entry or for several, and the runs of the handler on its thread,
 * as far as their time is bounded. Thread-safe.
 */
public abstract class HandlerRun {
  private final HandlerRun first; // whose state counts: the first of those that share a thread
  private @Nullable Thread runner;
  private int run;
  private boolean timedOut;
  private boolean givenUp;

  /** A run on a thread of its own. */
  protected HandlerRun() {
    this.first = this;
  }

  /** A run that goes on where another one has ended, on the same thread. */
  protected HandlerRun(HandlerRun before) {
    this.first = before.first;
  }

  /** The entries that it handles. */
  public abstract Collection<Held> entries();

  /** Whether the handler's answer matters no longer. */
  public abstract boolean moot();

  /** The calling thread handles it. */
  protected final void begin() {
    synchronized (first) {
      first.runner = Thread.currentThread();
    }
  }

  /**
   * The handling has ended. From here on no interrupt reaches the calling thread, and one that did
   * is taken back: it may only be ours, since no other code interrupts lanes and crews.
   */
  public final void end() {
    synchronized (first) {
      if (first.runner != null) {
        first.runner = null;
        Thread.interrupted();
      }
    }
  }

  /** Interrupts the thread that handles it; false where none does. */
  protected final boolean interrupt() {
    synchronized (first) {
      if (first.runner != null) {
        first.runner.interrupt();
      }
      return first.runner != null;
    }
  }

  /** A run of the handler begins that {@link #timeOut} may end; answers with its number. */
  public final int beginRun() {
    synchronized (first) {
      first.timedOut = false;
      return ++first.run;
    }
  }

  /** The run is over; answers whether it was ended, in which case its interrupt is taken back. */
  public final boolean endRun() {
    synchronized (first) {
      first.run++;
      if (first.timedOut) {
        Thread.interrupted(); // what comes next must not be interrupted in this run's place
      }
      return first.timedOut;
    }
  }

  /** That run of the handler has taken too long and is interrupted, if it still goes on. */
  public final void timeOut(int number) {
    synchronized (first) {
      first.timedOut |= first.run == number && interrupt();
    }
  }

  /**
   * That run of the handler has not heeded its interrupt: no lane waits for it any more, its thread
   * belongs to none, and leases are left to run out. Answers whether it still goes on.
   */
  public final boolean giveUp(int number) {
    synchronized (first) {
      boolean goesOn = first.runner != null && first.run == number;
      first.givenUp |= goesOn;
      return goesOn;
    }
  }

  /** Whether the handler did not end in time, nor when it was interrupted. */
  public final boolean givenUp() {
    synchronized (first) {
      return first.givenUp;
    }
  }

  /** What the handler's thread is doing, innermost first. */
  public final StackTraceElement[] trace() {
    synchronized (first) {
      return first.runner == null ? new StackTraceElement[0] : first.runner.getStackTrace();
    }
  }
}
