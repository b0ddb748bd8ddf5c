package io.streamweir.worker;

import java.util.concurrent.TimeUnit;

/**
 * Where handlers wait for each other: each until more entries are handled at once than may be, so
 * that whoever lets too many run is found out. Where all is well it waits in vain, not for long.
 * Thread-safe.
 */
public final class Meeting {
  private static final long PATIENCE_MILLIS = 20;

  private final int allowed;
  private int present;
  private int most;

  /**
   * A meeting.
   *
   * @param allowed how many entries may be handled at once
   */
  public Meeting(int allowed) {
    this.allowed = allowed;
  }

  /** Stays for a while, with so many entries; leaves at once where there are too many. */
  public synchronized void attend(int entries) throws InterruptedException {
    present += entries;
    most = Math.max(most, present);
    notifyAll();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    long left = PATIENCE_MILLIS;
    while (most <= allowed && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
    present -= entries;
  }

  /** The most entries that were handled at once. */
  public synchronized int most() {
    return most;
  }
}
