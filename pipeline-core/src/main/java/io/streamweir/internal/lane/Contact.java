package io.streamweir.internal.lane;

/** When Redis last answered on a lane's behalf. Thread-safe. */
public final class Contact {
  private volatile long heardAt = System.nanoTime();

  public void heard() {
    heardAt = System.nanoTime();
  }

  long sinceNanos() {
    return System.nanoTime() - heardAt;
  }
}
