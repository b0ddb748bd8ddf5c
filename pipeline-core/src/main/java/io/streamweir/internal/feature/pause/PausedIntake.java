package io.streamweir.internal.feature.pause;

import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Pause;
import io.streamweir.internal.lane.WrappedIntake;
import io.streamweir.internal.settle.Held;
import java.time.Duration;
import java.util.List;

/**
 * Takes nothing while the stage is paused, and gives back what no handler has begun. What runs ends
 * and is settled.
 */
final class PausedIntake extends WrappedIntake {
  private static final Duration STEP = Duration.ofMillis(100);

  private final LaneContext lane;
  private final Pause pause = new Pause(STEP, STEP);
  private volatile boolean paused;

  PausedIntake(Intake inner, LaneContext lane) {
    super(inner);
    this.lane = lane;
  }

  String stage() {
    return lane.id().stage();
  }

  /**
   * Whether the stage is paused now; said again and again, since entries may still have arrived
   * that were asked for before. Called by any thread.
   */
  void hear(boolean now) {
    boolean before = paused;
    synchronized (this) {
      paused = now;
      if (now) {
        inner.standStill();
      } else if (before) {
        inner.goOn();
      }
    }
    if (now) {
      lane.contact().heard();
    }
    if (now && !before) {
      lane.reader().unblock();
    }
  }

  /** Gives back what has arrived and was not given to the crew; false where it may be. */
  private synchronized boolean standsStill() {
    if (paused) {
      inner.standStill();
    }
    return paused;
  }

  /** A read that was begun before still has to be taken. */
  @Override
  public boolean mayTake() throws InterruptedException {
    boolean may = inner.mayTake(); // it may have to do something beside
    if (!may || !paused || lane.reading().underWay()) {
      return may;
    }
    inner.rest();
    lane.inHand().waits();
    pause.take(STEP);
    return false;
  }

  @Override
  public List<Held> next(int room) throws InterruptedException {
    if (paused && !lane.reading().underWay()) {
      return List.of();
    }
    List<Held> taken = inner.next(paused ? 0 : room);
    return standsStill() ? List.of() : taken;
  }

  @Override
  public void ahead(Room room) throws InterruptedException {
    if (!paused) {
      inner.ahead(room);
    }
  }

  @Override
  public void stop() {
    pause.end();
    inner.stop();
  }
}
