package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import java.util.List;

/** Takes over entries whose lease ran out, before any other. */
public final class ReclaimingIntake extends WrappedIntake {
  private final LaneContext lane;
  private final Reclaimer reclaimer;
  private boolean tookOver;

  public ReclaimingIntake(Intake inner, LaneContext lane, Reclaimer reclaimer) {
    super(inner);
    this.lane = lane;
    this.reclaimer = reclaimer;
  }

  @Override
  public List<Held> next(int room) throws InterruptedException {
    boolean sweeps = room > 0 && !(lane.cold().due() && lane.reading().arrived());
    List<Held> reclaimed = sweeps ? reclaimer.sweep(room) : List.of();
    tookOver = !reclaimed.isEmpty();
    if (tookOver) {
      lane.prefetch().arrived(reclaimed);
      return reclaimed;
    }
    return inner.next(room);
  }

  @Override
  public void ahead(Room room) throws InterruptedException {
    if (!tookOver) {
      inner.ahead(room);
    }
  }
}
