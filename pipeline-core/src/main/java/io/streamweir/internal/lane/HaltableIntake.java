package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes nothing while a feature halts it, and gives back what no handler has begun. What runs ends
 * and is settled. Several features may halt it: it goes on when the last of them lets it. Until
 * then the lane rests; that of a keyed stage once it has left its partition.
 */
public final class HaltableIntake extends WrappedIntake {
  private static final Duration STEP = Duration.ofMillis(100);

  private final LaneContext lane;
  private final Pause pause = new Pause(STEP, STEP);
  private final Set<Object> halting = new HashSet<>();
  private volatile boolean halted;
  private volatile boolean stopped;

  public HaltableIntake(Intake inner, LaneContext lane) {
    super(inner);
    this.lane = lane;
  }

  /** The stage of the lane. */
  public String stage() {
    return lane.id().stage();
  }

  /**
   * Whether the feature halts the lane now; said again and again, since entries may still have
   * arrived that were asked for before. Called by any thread.
   */
  public void halt(Object feature, boolean now) {
    if (begins(feature, now)) {
      lane.endWait();
    }
  }

  /** Answers whether the lane was not halted before and is now. */
  private synchronized boolean begins(Object feature, boolean now) {
    boolean before = halted;
    if (now) {
      halting.add(feature);
    } else {
      halting.remove(feature);
    }
    halted = !halting.isEmpty();
    if (halted) {
      inner.standStill();
    } else if (before) {
      inner.goOn();
      lane.cold().leave();
    }
    return halted && !before;
  }

  /** Whether it takes entries in: it is neither halted nor stopped. Called by any thread. */
  public boolean open() {
    return !halted && !stopped;
  }

  /** Redis has answered: a lane that is halted asks for nothing itself. Called by any thread. */
  public void heard() {
    if (halted) {
      lane.contact().heard();
    }
  }

  /** Gives back what has arrived and was not given to the crew; false where it may be. */
  private synchronized boolean standsStill() {
    if (halted) {
      inner.standStill();
    }
    return halted;
  }

  /** A read that was begun before still has to be taken. */
  @Override
  public boolean mayTake() throws InterruptedException {
    boolean may = inner.mayTake(); // it may have to do something beside
    if (!may || !halted || lane.reading().underWay()) {
      return may;
    }
    inner.rest();
    lane.inHand().waits();
    if (inner.keyed()) {
      pause.take(STEP); // the lane's thread leaves the partition
      return false;
    }
    lane.cold().pause();
    if (!halted || stopped) {
      lane.cold().leave(); // what has ended the halt meanwhile has found no pause to end
    }
    return false;
  }

  @Override
  public List<Held> next(int room) throws InterruptedException {
    if (halted && !lane.reading().underWay()) {
      return List.of();
    }
    List<Held> taken = inner.next(halted ? 0 : room);
    return standsStill() ? List.of() : taken;
  }

  @Override
  public void ahead(Room room) throws InterruptedException {
    if (!halted) {
      inner.ahead(room);
    }
  }

  @Override
  public void stop() {
    stopped = true;
    pause.end();
    lane.cold().leave();
    inner.stop();
  }
}
