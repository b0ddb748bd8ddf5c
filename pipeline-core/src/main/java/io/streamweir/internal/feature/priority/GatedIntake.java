package io.streamweir.internal.feature.priority;

import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.WrappedIntake;
import io.streamweir.internal.settle.Held;
import java.util.List;

/** Takes entries only where it is the lane's turn among those of other priorities. */
public final class GatedIntake extends WrappedIntake {
  private static final long TURN_MILLIS = 100;

  private final LaneContext lane;
  private final PriorityGate.Place place;

  /** A lane that waits for its limit is busy: what others took would be taken from it. */
  public GatedIntake(Intake inner, LaneContext lane, PriorityGate.Place place) {
    super(inner);
    this.lane = lane;
    this.place = place;
    place.busyWhile(inner::throttled);
  }

  /**
   * Waits for its turn, but not for long: there may be something to take over. Unless a read that
   * was begun earlier brings entries at any time.
   */
  @Override
  public List<Held> next(int room) throws InterruptedException {
    boolean reads = lane.reading().underWay();
    return inner.next(reads ? place.atOnce(room) : place.await(room, TURN_MILLIS));
  }

  @Override
  public void ahead(Room room) throws InterruptedException {
    inner.ahead(() -> place.atOnce(room.entries()));
  }

  @Override
  public void stop() {
    place.stop();
    inner.stop();
  }
}
