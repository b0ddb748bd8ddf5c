package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.InlineCrew;
import io.streamweir.internal.lane.Prefetch;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Settler;
import io.streamweir.listener.WorkerListener;

/**
 * The lane's own thread handles one entry of a keyed stage after the other: concurrency 1, where
 * every order is kept but that of entries which are tried again.
 */
final class KeyedInlineCrew extends InlineCrew {
  private final PartitionHold hold;
  private final Parking parking;
  private final boolean ordered;

  KeyedInlineCrew(
      EntryRun<?, ?> run,
      Settler settler,
      Prefetch prefetch,
      PartitionHold hold,
      Parking parking,
      boolean ordered) {
    super(run, settler, prefetch);
    this.hold = hold;
    this.parking = parking;
    this.ordered = ordered;
  }

  @Override
  protected boolean mayStart() {
    return hold.mayStart();
  }

  @Override
  protected boolean passesOver(Held held) {
    boolean waits = parking.waits(held.entry());
    if (waits) {
      parking.parkBehind(held);
    }
    return waits;
  }

  @Override
  protected void handled(Held held) {
    if (ordered && held.ending() == WorkerListener.Ending.RETRIED) {
      parking.block(held);
    }
  }

  @Override
  public int handsBackBehind() {
    return Integer.MAX_VALUE; // what waits may not overtake
  }

  @Override
  public void reset() {
    parking.reset();
  }
}
