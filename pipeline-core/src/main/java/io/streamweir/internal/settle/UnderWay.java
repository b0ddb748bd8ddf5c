package io.streamweir.internal.settle;

import io.streamweir.internal.wire.RecentScripts;
import io.streamweir.internal.wire.Script;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a settler that were taken to be sent and have no answer. Several are under way
 * only while the server surely has the script of each. Guarded by the settler that it belongs to.
 */
final class UnderWay {
  private final int most;
  private final Deque<SettleBatch> batches = new ArrayDeque<>(Settler.MAX_IN_FLIGHT);
  private final RecentScripts recent = new RecentScripts();
  private @Nullable SettleBatch last; // behind which nothing leaves
  private long bytes;

  /** At most so many at once. */
  UnderWay(int most) {
    this.most = most;
  }

  int size() {
    return batches.size();
  }

  /**
   * Whether one more may be taken. If none has been answered lately, one goes ahead alone.
   *
   * @param several whether there may be several
   * @param mostBytes that may be under way before it, but for the first
   */
  boolean hasRoom(boolean several, long mostBytes) {
    boolean steady = recent.any(System.nanoTime()) && !closed();
    return batches.size() < (several && steady && bytes < mostBytes ? most : 1);
  }

  void add(SettleBatch batch, long now) {
    batch.sent(now);
    batches.add(batch);
    bytes += batch.bytes();
  }

  /**
   * How the batch is to leave. If the server may not have its script, nothing leaves behind the
   * batch while it is under way.
   */
  Script.Fallback leaves(SettleBatch batch, @Nullable Script script) {
    if (most > 1 && script != null && recent.has(script, System.nanoTime())) {
      return Script.Fallback.NONE;
    }
    last = batch;
    return Script.Fallback.FULL_TEXT;
  }

  /** Whether nothing may leave behind those that have left. */
  boolean closed() {
    return last != null;
  }

  /** The server ran this script. */
  void answered(@Nullable Script script) {
    if (script != null) {
      recent.answered(script, System.nanoTime());
    }
  }

  /** A call failed: what the server has is not known. */
  void failed() {
    recent.forget();
  }

  /** False where it was not under way: its answer came too late. */
  boolean remove(SettleBatch batch) {
    boolean found = batches.remove(batch);
    if (found) {
      bytes -= batch.bytes();
      last = last == batch ? null : last;
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
