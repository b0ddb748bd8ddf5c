package io.streamweir.internal.lane;

import io.streamweir.internal.settle.HandlerRun;
import io.streamweir.internal.settle.Held;
import java.util.Collection;
import java.util.List;

/**
 * One call of a batch stage's handler, on behalf of several entries. It is interrupted only where
 * it takes too long or every entry is lost or cancelled: as long as one is left, there is something
 * to do. Thread-safe.
 */
final class BatchRun implements HandlerRun {
  private final Thread runner = Thread.currentThread();
  private int left;
  private int run;
  private boolean timedOut;
  private boolean ended;
  private boolean givenUp;
  private List<Held> entries = List.of();

  /** The calling thread begins to handle so many entries. */
  BatchRun(int entries) {
    this.left = entries;
  }

  /** One of the entries is lost, or its job cancelled. Called while its {@link Held} is locked. */
  synchronized void lost() {
    left--;
    if (left == 0 && !ended) {
      runner.interrupt();
    }
  }

  /** From here on no interrupt reaches the thread, and one that did is taken back. */
  synchronized void end() {
    ended = true;
    Thread.interrupted();
  }

  @Override
  public synchronized int beginRun() {
    timedOut = false;
    return ++run;
  }

  @Override
  public synchronized boolean endRun() {
    run++;
    if (timedOut) {
      Thread.interrupted(); // what comes next must not be interrupted in this run's place
    }
    return timedOut;
  }

  @Override
  public synchronized void timeOut(int number) {
    if (!ended && run == number) {
      timedOut = true;
      runner.interrupt();
    }
  }

  @Override
  public synchronized boolean giveUp(int number) {
    givenUp |= !ended && run == number;
    return !ended && run == number;
  }

  /** Whether the handler did not end in time, nor when it was interrupted. */
  synchronized boolean givenUp() {
    return givenUp;
  }

  @Override
  public synchronized Collection<Held> entries() {
    return entries;
  }

  @Override
  public StackTraceElement[] trace() {
    return runner.getStackTrace();
  }

  /** These are left, which have been started. */
  synchronized void handles(Collection<Held> started) {
    entries = List.copyOf(started);
  }

  @Override
  public synchronized boolean moot() {
    return left == 0;
  }
}
