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
final class BatchRun extends HandlerRun {
  private int left;
  private List<Held> entries = List.of();

  /** The calling thread begins to handle so many entries. */
  BatchRun(int entries) {
    this.left = entries;
    begin();
  }

  /** One of the entries is lost, or its job cancelled. Called while its {@link Held} is locked. */
  synchronized void lost() {
    left--;
    if (left == 0) {
      interrupt();
    }
  }

  /** These are left, which have been started. */
  synchronized void handles(Collection<Held> started) {
    entries = List.copyOf(started);
  }

  @Override
  public synchronized Collection<Held> entries() {
    return entries;
  }

  @Override
  public synchronized boolean moot() {
    return left == 0;
  }
}
