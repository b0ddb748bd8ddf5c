package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Settler;
import java.util.List;
import java.util.function.IntSupplier;

/** Handles entries on several threads, in any order. */
public final class PooledCrew extends ThreadedCrew<PooledCrew.Place> {
  private final IntSupplier places;

  record Place(Held held, Runnable handling) {}

  /**
   * Of a lane.
   *
   * @param places how many handlers may run at once now, besides the crew's bound
   */
  public PooledCrew(
      LaneContext lane,
      EntryRun<?, ?> run,
      Settler settler,
      int concurrency,
      int maxBatch,
      IntSupplier places) {
    super(lane, run, settler, concurrency, maxBatch);
    this.places = places;
  }

  @Override
  protected int most() {
    return Math.min(concurrency, places.getAsInt());
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
    return prefetch.flows() ? prefetch.lookahead() : 0;
  }

  @Override
  public void take(List<Held> batch) {
    beginWaiting();
    for (Held held : batch) {
      begin(new Place(held, run.prepare(held)));
    }
  }

  @Override
  protected boolean handle(Place entry) {
    entry.handling.run();
    return !entry.held.givenUp();
  }

  @Override
  public int handsBackBehind() {
    return Math.max(1, most());
  }
}
