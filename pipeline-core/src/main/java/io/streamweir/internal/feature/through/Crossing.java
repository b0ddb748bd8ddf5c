package io.streamweir.internal.feature.through;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.FailureLog;
import io.streamweir.internal.lane.Handling;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Passage;
import io.streamweir.internal.settle.Store;
import io.streamweir.listener.EntryFailure;
import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.listener.WorkerListener.LaneId;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A stage through which entries of another stage's lane may run. Thread-safe.
 *
 * @param lane of the stage itself
 * @param handling of the stage, in the other lane
 * @param targets where entries go from the stage: places among the inboxes of the other lane's
 *     settlements
 * @param open whether the stage takes entries now
 */
record Crossing(
    LaneContext lane,
    Handling<?, ?> handling,
    FailureLog failures,
    List<Integer> targets,
    Clearance clearance,
    BooleanSupplier open) {

  String stage() {
    return lane.id().stage();
  }

  boolean isOpen() {
    return open.getAsBoolean() && clearance.isClear();
  }

  /** Handles what came of the entry in hand. */
  Step take(Held held, NewEntry came) {
    long begun = System.nanoTime();
    Entry next = came.arrivedAs(held.origin().entry().id());
    Held there = held.handedOn(next, begun);
    Decided decided = handling.handle(there);
    long nanos = System.nanoTime() - begun;
    EntryFailure failure =
        decided == null || decided.failure() == null ? null : decided.failure().told();
    Ending ending = decided == null ? Ending.ABANDONED : decided.ending();
    there.handled(ending, nanos, failure);
    return new Step(this, there, decided);
  }

  /** The effect as a settlement of the other lane carries it out. */
  Effect placed(Effect effect, NewEntry came) {
    if (effect instanceof Append append) {
      return new Append(targets.get(append.target()), append.entry());
    }
    if (effect instanceof Bury bury) {
      return new BuryLater(stage(), bury, came);
    }
    boolean ofNoStage = effect.joinsPart() || effect instanceof Store; // a result is the job's
    return ofNoStage ? effect : new DecidedLater(stage(), effect);
  }

  /** What came of an entry here. */
  record Step(Crossing at, Held held, @Nullable Decided decided) implements Passage {
    @Override
    public LaneId lane() {
      return at.lane.id();
    }

    @Override
    public void decided(boolean kept) {
      Throwable thrown = null;
      if (decided != null && decided.failure() != null) {
        thrown = decided.failure().thrown();
        at.failures.decided(held.entry(), decided, kept);
        EntryFailure failure = held.failure();
        if (kept && failure != null && decided.ending() != Ending.CANCELLED) {
          at.lane.attempts().failed(failure, System.nanoTime());
        }
      }
      Ending ending = kept && decided != null ? decided.ending() : Ending.ABANDONED;
      at.lane.listener().handled(lane(), ending, held.handledNanos(), thrown);
    }

    @Override
    public void settled() {
      at.lane.attempts().ranThrough();
    }
  }
}
