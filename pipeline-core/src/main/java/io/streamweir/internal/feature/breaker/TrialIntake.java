package io.streamweir.internal.feature.breaker;

import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Pause;
import io.streamweir.internal.lane.WrappedIntake;
import io.streamweir.internal.settle.Held;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Lets through all entries while the breaker is closed, and a few while it is half-open. All lanes
 * of the stage in the worker share those few. A lane may wait for entries without holding up
 * another one: what arrives one too many stays in hand until there is room for it.
 */
final class TrialIntake extends WrappedIntake {
  private static final Duration STEP = Duration.ofMillis(50);

  private final LaneContext lane;
  private final Breaker breaker;
  private final Pause pause = new Pause(STEP, STEP);
  private final Queue<Held> kept = new ArrayDeque<>();
  private volatile boolean waits;

  TrialIntake(Intake inner, LaneContext lane, Breaker breaker) {
    super(inner);
    this.lane = lane;
    this.breaker = breaker;
  }

  /** Redis has answered: a lane that waits here asks for nothing itself. Called by any thread. */
  void heard() {
    if (waits) {
      lane.contact().heard();
    }
  }

  @Override
  public List<Held> next(int room) throws InterruptedException {
    kept.removeIf(Held::gone); // handed back, or lost
    if (kept.isEmpty()) {
      int most = Math.min(room, breaker.free());
      if (most == 0 && room > 0 && !lane.reading().underWay()) {
        waitHere();
        return List.of();
      }
      waits = false;
      List<Held> taken = inner.next(most);
      if (breaker.closed()) {
        return taken;
      }
      kept.addAll(taken);
    }
    return admitted(room);
  }

  private List<Held> admitted(int room) {
    List<Held> admitted = new ArrayList<>();
    for (Held next = kept.peek();
        next != null && admitted.size() < room && breaker.admits(next);
        next = kept.peek()) {
      admitted.add(kept.remove());
    }
    if (admitted.isEmpty() && room > 0 && !kept.isEmpty()) {
      waitHere();
    }
    return admitted;
  }

  private void waitHere() {
    waits = true;
    inner.rest();
    lane.inHand().waits();
    pause.take(STEP);
  }

  @Override
  public void ahead(Room room) throws InterruptedException {
    if (kept.isEmpty() && breaker.closed()) {
      inner.ahead(room);
    }
  }

  @Override
  public void stop() {
    pause.end();
    inner.stop();
  }
}
