package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.settle.Held;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads new entries, which all workers share. Others may read in another way. */
public class OpenIntake implements Intake {
  private final LaneContext lane;
  private final boolean waits;

  /**
   * For a lane.
   *
   * @param waits whether a read waits at the server where there is no entry
   */
  public OpenIntake(LaneContext lane, boolean waits) {
    this.lane = lane;
    this.waits = waits;
  }

  @Override
  public void resume(boolean first) {
    if (!lane.reading().waiting()) {
      lane.handBack().orphans(first);
    }
  }

  @Override
  public final List<Held> next(int room) throws InterruptedException {
    if (!lane.reading().underWay()) { // else an interrupt left the answer to this turn
      ask(room);
    }
    return lane.reading().take(this::giveUp);
  }

  @Override
  public final void ahead(Room room) throws InterruptedException {
    if (!lane.reading().underWay() && !lane.cold().due()) {
      ask(room.entries());
    }
  }

  private void ask(int count) throws InterruptedException {
    if (count > 0) {
      lane.reading().ask(read(count));
    }
  }

  /** Asks for so many entries at most. */
  protected CompletableFuture<List<Entry>> read(int count) throws InterruptedException {
    if (!waits) {
      return lane.reader().readWaiting(count);
    }
    lane.inHand().waits();
    return lane.cold().due() ? lane.cold().ask() : lane.reader().read(count);
  }

  @Override
  public void standStill() {
    lane.handBack().waiting();
  }

  @Override
  public void giveUp() {
    lane.handBack().waiting();
  }
}
