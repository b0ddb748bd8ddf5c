package io.streamweir.internal.feature.limit;

import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.WrappedIntake;
import io.streamweir.internal.settle.Held;
import java.util.List;

/**
 * Takes only what the stage's limits grant. A permit is not held while the lane waits for an entry:
 * the lane looks whether one waits, asks for permits, and takes what is there. So the intake inside
 * must not wait, and nothing is read without a permit.
 */
final class LimitedIntake extends WrappedIntake {
  private final LaneContext lane;
  private final LaneLimit limit;

  LimitedIntake(Intake inner, LaneContext lane, LaneLimit limit) {
    super(inner);
    this.lane = lane;
    this.limit = limit;
  }

  @Override
  public List<Held> next(int room) throws InterruptedException {
    int granted = 0;
    if (!lane.reading().underWay()) { // else it was granted
      if (room == 0 || limit.looks()) {
        return List.of();
      }
      if (limit.leftOver()) {
        inner.giveUp();
      }
      granted = limit.await(room);
      if (granted == 0) {
        if (!limit.throttled() && !limit.full()) {
          lane.inHand().waits();
        }
        return List.of();
      }
    }
    List<Held> taken = inner.next(granted);
    limit.took(taken.size());
    if (taken.isEmpty()) {
      lane.inHand().waits();
    }
    return taken;
  }

  @Override
  public void ahead(Room room) {}

  @Override
  public int places() {
    return Math.min(limit.places(), inner.places());
  }

  @Override
  public void rest() {
    if (!lane.reading().underWay()) { // else what it brings has its place
      limit.rest();
    }
    inner.rest();
  }

  @Override
  public void renew() {
    limit.renew();
    inner.renew();
  }

  @Override
  public void leave(boolean idle) {
    limit.rest();
    limit.renew();
    inner.leave(idle);
  }

  @Override
  public void stop() {
    limit.stop();
    inner.stop();
  }

  @Override
  public boolean throttled() {
    return limit.throttled();
  }
}
