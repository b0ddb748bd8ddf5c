package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Settler;
import java.util.List;

/** Handles entries on several threads, in any order. */
public final class PooledCrew extends ThreadedCrew<PooledCrew.Place> {
  private static final long FLOW_NANOS = 50_000_000;

  private volatile long endedAt = System.nanoTime() - FLOW_NANOS;

  record Place(Held held, Runnable handling) {}

  public PooledCrew(
      LaneContext lane, EntryRun<?, ?> run, Settler settler, int concurrency, int maxBatch) {
    super(lane, run, settler, concurrency, maxBatch);
  }

  /** Waits until some places are free, so that a busy crew is not fed one entry at a time. */
  @Override
  public int room() throws InterruptedException {
    int ahead = ahead();
    int capacity = concurrency + ahead;
    int worthwhile = Math.max(1, Math.max(concurrency / 8, ahead / 2));
    inHand.awaitOpen(capacity - worthwhile, 100);
    return Math.max(0, Math.min(concurrency + ahead() - inHand.open(), maxBatch));
  }

  /** Entries that may wait beside those that run: none while no handler comes to an end. */
  private int ahead() {
    return System.nanoTime() - endedAt < FLOW_NANOS ? prefetch.lookahead() : 0;
  }

  @Override
  public void take(List<Held> batch) {
    for (Held held : batch) {
      begin(new Place(held, run.prepare(held)));
    }
  }

  @Override
  protected boolean handle(Place entry) {
    entry.handling.run();
    boolean ours = !entry.held.givenUp();
    endedAt = ours ? System.nanoTime() : endedAt;
    return ours;
  }

  @Override
  public int handsBackBehind() {
    return concurrency;
  }
}
