package io.streamweir.http.operation;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spreads jobs evenly over time: so many per second, without catching up on what a pause has
 * missed. For one thread.
 */
public final class Pace {
  private static final int MOST_AT_ONCE = 500;

  private final double perSecond;
  private final LongSupplier nanoTime;
  private long due;

  /** With no limit where {@code perSecond} is 0. */
  public Pace(double perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.due = nanoTime.getAsLong();
  }

  /** How many jobs are best sent at once: those of a tenth of a second. */
  public int batch() {
    return perSecond == 0
        ? MOST_AT_ONCE
        : (int) Math.max(1, Math.min(MOST_AT_ONCE, perSecond / 10));
  }

  /** Waits until so many more jobs may be sent. */
  public void await(int jobs) throws InterruptedException {
    long wait = reserve(jobs);
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }

  /** The wait in ns before so many jobs may be sent. */
  public long reserve(int jobs) {
    if (perSecond == 0) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    long wait = Math.max(0, due - now);
    due = now + wait + (long) (jobs / perSecond * TimeUnit.SECONDS.toNanos(1));
    return wait;
  }
}
