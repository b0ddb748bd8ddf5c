package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import java.util.List;

/** Reads new entries, which all workers share. */
public final class OpenIntake implements Intake {
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
      lane.orphans().handBack(first);
    }
  }

  @Override
  public List<Held> next(int room) throws InterruptedException {
    if (!lane.reading().underWay()) { // else an interrupt left the answer to this turn
      ask(room);
    }
    return lane.reading().take(this::giveUp);
  }

  @Override
  public void ahead(Room room) throws InterruptedException {
    ask(room.entries());
  }

  private void ask(int count) {
    if (count == 0) {
      return;
    }
    if (waits) {
      lane.inHand().waits();
      lane.reading().ask(lane.reader().read(count));
    } else {
      lane.reading().ask(lane.reader().readWaiting(count));
    }
  }

  @Override
  public void giveUp() {
    lane.handBack().waiting();
  }
}
