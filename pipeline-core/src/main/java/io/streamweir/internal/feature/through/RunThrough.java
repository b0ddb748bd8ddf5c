package io.streamweir.internal.feature.through;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.lane.Continuation;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.HandlerRun;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Passage;
import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.listener.WorkerListener.LaneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Has the entries of one lane run through the stages that follow. What each stage decides becomes a
 * part of the one settlement:
 *
 * <ol>
 *   <li>A stage has forwarded one entry, and nothing speaks against handling that at once.
 *   <li>In place of appending it, its stage handles it here, as it would have come from the inbox.
 *   <li>What that stage decides takes the place of the append, at the keys of that stage.
 *   <li>So it goes on until a stage does not just forward one entry, or may not be run through.
 * </ol>
 *
 * Thread-safe.
 */
final class RunThrough implements Continuation {
  private final LaneContext lane;
  private final Map<Integer, Crossing> crossings; // by place among the settlement's targets
  private final long freshNanos;

  RunThrough(LaneContext lane, Map<Integer, Crossing> crossings) {
    this.lane = lane;
    this.crossings = Map.copyOf(crossings);
    this.freshNanos = lane.lease().dividedBy(2).toNanos();
  }

  /** What is decided of an entry as far as it has come. */
  private static final class Course {
    final List<Passage> passages = new ArrayList<>();
    Decided latest;
    List<Effect> effects;

    Course(Decided first) {
      this.latest = first;
      this.effects = first.effects();
    }

    /** What goes on to one other stage and nothing else; null where there is no such thing. */
    @Nullable Append forward() {
      if (latest.ending() != Ending.FORWARDED || latest.onward() != 1) {
        return null;
      }
      return (Append) effects.stream().filter(Append.class::isInstance).findFirst().orElse(null);
    }

    void pass(Crossing.Step step, Decided decided, Append taken) {
      List<Effect> after = new ArrayList<>(effects);
      after.remove(taken);
      for (Effect effect : decided.effects()) {
        after.add(step.at().placed(effect, taken.entry()));
      }
      effects = after;
      latest = decided;
    }
  }

  @Override
  public @Nullable Decided after(Held held, Decided decided) {
    Course course = new Course(decided);
    Append forward = course.forward();
    Crossing next = forward == null ? null : crossing(held, forward);
    if (forward == null || next == null) {
      return decided; // most often where nothing runs through
    }
    try {
      while (forward != null && next != null) {
        tag(next.stage(), forward.entry().headers());
        Crossing.Step step = next.take(held, forward.entry());
        course.passages.add(step);
        if (step.decided() == null) {
          return null;
        }
        course.pass(step, step.decided(), forward);
        forward = course.forward();
        next = forward == null ? null : crossing(held, forward);
      }
      return decided.with(course.effects);
    } finally {
      held.passed(course.passages);
      untag(held);
    }
  }

  /**
   * Where it may run through at once. An entry that was given to a worker before does not: the
   * stage that a worker has died with is found in its own inbox.
   */
  private @Nullable Crossing crossing(Held held, Append forward) {
    Crossing next = crossings.get(forward.target());
    if (next == null) {
      return null;
    }
    Entry entry = held.entry();
    boolean may =
        entry.deliveries() == 1
            && entry.gathers() == null
            && !held.moot()
            && System.nanoTime() - held.renewedAt() < freshNanos;
    if (may && next.isOpen()) {
      return next;
    }
    next.clearance().doubt();
    return null;
  }

  private static void tag(String stage, @Nullable String headers) {
    MDC.put("stage", stage);
    if (headers != null) {
      MDC.put("traceId", Headers.traceId(headers));
    }
  }

  private void untag(Held held) {
    MDC.remove("traceId");
    tag(lane.id().stage(), held.entry().headers());
  }

  @Override
  public void whenStuck(BiConsumer<LaneId, HandlerRun> told) {
    crossings
        .values()
        .forEach(each -> each.handling().whenStuck(run -> told.accept(each.lane().id(), run)));
  }
}
