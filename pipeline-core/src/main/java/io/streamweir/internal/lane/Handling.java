package io.streamweir.internal.lane;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.lane.HandlingObserver.Handled;
import io.streamweir.internal.lane.Preparation.Prepared;
import io.streamweir.internal.settle.HandlerRun;
import io.streamweir.internal.settle.Held;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.LeaseLostException;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one entry through its stage: gate, decode, handle, decide. Whatever goes wrong on the way
 * becomes a decision too, so that nothing is thrown at a lane. Thread-safe.
 *
 * @param <I> what the stage takes
 * @param <O> what it hands on
 */
public final class Handling<I, O> {
  private final String namespace;
  private final WorkerListener.LaneId lane;
  private final StageDefinition<I, O> stage;
  private final Preparation<I> preparation;
  private final Decision decision;
  private final HandlerCall<I, O> call;
  private final HandlerStep<I, O> step;
  private final HandlingObserver observer;
  private final Reports reports;

  public Handling(
      String namespace,
      WorkerListener.LaneId lane,
      StageDefinition<I, O> stage,
      AvroCodec codec,
      Decision decision,
      HandlerStep<I, O> step,
      HandlingObserver observer,
      Reports reports,
      ScheduledExecutorService timer,
      FailureLog failures) {
    this.namespace = namespace;
    this.lane = lane;
    this.stage = stage;
    this.preparation = new Preparation<>(stage.input(), stage, codec, decision);
    this.decision = decision;
    this.call = new HandlerCall<>(stage, timer, failures);
    this.step = step;
    this.observer = observer;
    this.reports = reports;
  }

  /** The step of most stages: what their handler returns is what is decided. */
  public static <I, O> HandlerStep<I, O> plainly(Decision decision) {
    return (call, held, input, context, observed) -> {
      Outcome<O> outcome = call.outcome(held, input, context);
      Entry entry = held.entry();
      return decision.of(entry, observed.onward(entry, outcome), outcome);
    };
  }

  /** Hears of a handler that did not end when it was interrupted for its timeout. */
  public void whenStuck(Consumer<HandlerRun> told) {
    call.whenStuck(told);
  }

  /**
   * Takes an entry through the stage on the calling thread; null where the entry is gone and must
   * not be settled.
   */
  public @Nullable Decided handle(Held held) {
    return run(prepare(held));
  }

  /** Everything before the handler. */
  Prepared<I> prepare(Held held) {
    return preparation.prepare(held);
  }

  /**
   * Runs the handler on the calling thread; null where the entry is gone and must not be settled.
   */
  @Nullable Decided run(Prepared<I> prepared) {
    Held held = prepared.held();
    if (prepared.input() == null) {
      return unlessCancelled(held, prepared.decided());
    }
    return decision.isCancelled(held.entry()) // since it was prepared
        ? decision.cancelled(held.entry())
        : call(held, prepared.input());
  }

  private @Nullable Decided call(Held held, I input) {
    Handled handled = observer.begin(held.entry());
    return handled.end(() -> handle(held, input, handled));
  }

  private @Nullable Decided handle(Held held, I input, Handled handled) {
    try {
      Decided decided = step.handle(call, held, input, context(held), handled);
      return unlessCancelled(held, decided);
    } catch (LeaseLostException e) {
      throw e; // nobody may settle it here
    } catch (Throwable e) { // an Error of a handler must not end the lane
      handled.failed(e);
      return failed(held, e);
    }
  }

  /** What is decided of an entry that has begun and whose job is cancelled; null of others. */
  @Nullable Decided cancelled(Held held) {
    if (decision.isCancelled(held.entry())) {
      held.cancel();
    }
    return held.cancelled() ? decision.cancelled(held.entry()) : null;
  }

  /**
   * Runs the handler of a batch stage on the calling thread, once for all these entries, which have
   * inputs; answers with what is decided of each, null where it is gone and must not be settled.
   */
  List<@Nullable Decided> runTogether(HandlerRun run, List<Prepared<I>> entries) {
    List<Entry> together = entries.stream().map(one -> one.held().entry()).toList();
    List<Handled> handled = observer.beginTogether(together);
    List<BatchEntry<I>> batch = new ArrayList<>(entries.size());
    for (Prepared<I> one : entries) {
      batch.add(new BatchEntry<>(Objects.requireNonNull(one.input()), context(one.held())));
    }
    List<? extends Outcome<O>> outcomes = List.of();
    Throwable thrown = null;
    try {
      outcomes = call.outcomes(run, batch);
    } catch (Throwable e) { // an Error of a handler must not end the crew
      thrown = e;
    }
    List<@Nullable Decided> decided = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      Outcome<O> outcome = i < outcomes.size() ? outcomes.get(i) : null;
      decided.add(decide(entries.get(i).held(), outcome, thrown, handled.get(i)));
    }
    return decided;
  }

  private @Nullable Decided decide(
      Held held, @Nullable Outcome<O> outcome, @Nullable Throwable thrown, Handled handled) {
    return handled.end(() -> decideOne(held, outcome, thrown, handled));
  }

  private @Nullable Decided decideOne(
      Held held, @Nullable Outcome<O> outcome, @Nullable Throwable thrown, Handled handled) {
    Entry entry = held.entry();
    if (thrown instanceof LeaseLostException lost) {
      return lost.entryId().equals(entry.id()) ? null : unlessCancelled(held, notToBlame(entry));
    }
    if (thrown != null) {
      handled.failed(thrown);
      Decided failed = decision.failedInCompany(entry, thrown);
      return unlessCancelled(held, failed);
    }
    try {
      if (outcome == null) {
        throw new StreamweirException(
            "the handler of stage '" + stage.name() + "' returned null for an entry of a batch");
      }
      String headers = handled.onward(entry, outcome);
      return unlessCancelled(held, decision.of(entry, headers, outcome));
    } catch (Throwable e) { // this outcome cannot be carried out; the others can
      handled.failed(e);
      return failed(held, e);
    }
  }

  /** It comes back at once, and counts no attempt. */
  private Decided notToBlame(Entry entry) {
    Failure why = Failure.postponed("another entry of its batch is another worker's now");
    return decision.later(entry, Duration.ZERO, false, why);
  }

  private @Nullable Decided failed(Held held, Throwable thrown) {
    if (held.cancelled()) {
      return decision.cancelled(held.entry()).because(Failure.of(thrown));
    }
    if (thrown instanceof RejectedException e) {
      Failure why = Failure.because(String.valueOf(e.getMessage()), e);
      return decision.dead(held.entry(), "rejected", why);
    }
    return decision.failed(held.entry(), thrown);
  }

  /** Whatever came of a handling during which the job was cancelled: the cancel came first. */
  private @Nullable Decided unlessCancelled(Held held, @Nullable Decided decided) {
    return held.cancelled() ? decision.cancelled(held.entry()) : decided;
  }

  private StageContext context(Held held) {
    Entry entry = held.entry();
    return new StageContext(
        namespace,
        lane.pipeline(),
        lane.stage(),
        lane.partition(),
        entry.jobId(),
        entry.path(),
        entry.id(),
        entry.attempt(),
        entry.replays(),
        entry.submittedAt(),
        Headers.decode(entry.headers()),
        reports.of(held));
  }
}
