package io.streamweir.internal.settle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a settler that were taken to be sent and have no answer. Guarded by the settler
 * that it belongs to.
 */
final class UnderWay {
  private final Deque<SettleBatch> batches = new ArrayDeque<>(Settler.MAX_IN_FLIGHT);
  private long bytes;

  int size() {
    return batches.size();
  }

  /** About how many bytes they send. */
  long bytes() {
    return bytes;
  }

  void add(SettleBatch batch, long now) {
    batch.sent(now);
    batches.add(batch);
    bytes += batch.bytes();
  }

  /** False where it was not under way: its answer came too late. */
  boolean remove(SettleBatch batch) {
    boolean found = batches.remove(batch);
    if (found) {
      bytes -= batch.bytes();
    }
    return found;
  }

  boolean contains(SettleBatch batch) {
    return batches.contains(batch);
  }

  /** The one that was taken first, where there is one and it was sent before then; or null. */
  @Nullable SettleBatch sentBefore(long then) {
    SettleBatch oldest = batches.peek();
    return oldest != null && oldest.sentAt() - then < 0 ? oldest : null;
  }
}
