package io.streamweir.internal.lane;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.feature.cancel.CancelledJobs;
import io.streamweir.internal.feature.gather.SplitScript;
import io.streamweir.internal.feature.gather.Splitting;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes one entry through its stage: gate, decode, handle, decide. Whatever goes wrong on the way
 * becomes a decision too, so that nothing is thrown at a lane. Thread-safe.
 *
 * @param <I> what the stage takes
 * @param <O> what it hands on
 */
public final class Handling<I extends SpecificRecord, O extends SpecificRecord> {
  private static final Duration SCHEMA_LOOKUP_AGAIN = Duration.ofSeconds(1);

  private final String namespace;
  private final WorkerListener.LaneId lane;
  private final StageDefinition<I, O> stage;
  private final AvroCodec codec;
  private final Decision decision;
  private final CancelledJobs cancelled;
  private final HandlerCall<I, O> call;
  private final @Nullable Observing observing; // null where nobody observes
  private final @Nullable Splitting<I, O> splitting; // null where the stage does not split

  public Handling(
      String namespace,
      WorkerListener.LaneId lane,
      StageDefinition<I, O> stage,
      AvroCodec codec,
      Decision decision,
      CancelledJobs cancelled,
      ScheduledExecutorService timer,
      FailureLog failures,
      @Nullable Observing observing,
      @Nullable Splitting<I, O> splitting) {
    this.namespace = namespace;
    this.lane = lane;
    this.stage = stage;
    this.codec = codec;
    this.decision = decision;
    this.cancelled = cancelled;
    this.call = new HandlerCall<>(stage, timer, failures);
    this.observing = observing;
    this.splitting = splitting;
  }

  /** Hears of a handler that did not end when it was interrupted for its timeout. */
  void whenStuck(Consumer<HandlerRun> told) {
    call.whenStuck(told);
  }

  /** An entry that is ready to run: its input, or what was decided of it before. */
  record Prepared<I>(Held held, @Nullable I input, Decision.@Nullable Decided decided) {}

  /**
   * Everything before the handler. Decoding stays off virtual threads, where Avro's per-thread
   * caches are of no use.
   */
  Prepared<I> prepare(Held held) {
    Decision.Decided decided = gate(held.entry());
    if (decided != null) {
      return new Prepared<>(held, null, decided);
    }
    try {
      return new Prepared<>(held, decode(held), null);
    } catch (RuntimeException | Error e) {
      return new Prepared<>(held, null, undecoded(held.entry(), e));
    }
  }

  /**
   * Runs the handler on the calling thread; null where the entry is gone and must not be settled.
   */
  Decision.@Nullable Decided run(Prepared<I> prepared) {
    if (prepared.decided() != null) {
      return prepared.decided();
    }
    if (prepared.input() == null) {
      throw new IllegalStateException("neither an input nor a decision");
    }
    Entry entry = prepared.held().entry();
    return cancelled.has(entry) // since it was prepared
        ? decision.cancelled(entry)
        : call(prepared.held(), prepared.input());
  }

  /** Prepares and runs at once: the way of an entry that stays on one thread. */
  Decision.@Nullable Decided prepareAndRun(Held held) {
    Decision.Decided decided = gate(held.entry());
    if (decided != null) {
      return decided;
    }
    I input;
    try {
      input = decode(held);
    } catch (RuntimeException | Error e) {
      return unlessCancelled(held, undecoded(held.entry(), e));
    }
    return call(held, input);
  }

  /** What is decided of an entry that no handler may see; null for all others. */
  private Decision.@Nullable Decided gate(Entry entry) {
    String defect = entry.defect();
    if (defect != null) {
      return decision.dead(entry, "malformed", Failure.because(defect), List.of());
    }
    if (cancelled.has(entry)) {
      return decision.cancelled(entry);
    }
    int most = stage.config().maxDeliveries();
    if (entry.deliveries() > most) {
      String error =
          "given to workers "
              + Plural.of(entry.deliveries() - 1, "time", "times")
              + " and never settled; at most "
              + most
              + (most == 1 ? " is allowed" : " are allowed");
      return decision.dead(entry, "deliveries", Failure.because(error), List.of());
    }
    return null;
  }

  private I decode(Held held) {
    return codec.decode(held.entry().payload(), stage.input());
  }

  private Decision.Decided undecoded(Entry entry, Throwable thrown) {
    if (thrown instanceof UnknownSchemaException) {
      return decision.failed(entry, thrown);
    }
    if (thrown instanceof RedisCallException) {
      Failure why = Failure.of(thrown);
      return decision.later(entry, SCHEMA_LOOKUP_AGAIN, false, why, List.of());
    }
    String error =
        thrown instanceof UndecodableException
            ? String.valueOf(thrown.getMessage())
            : thrown.toString();
    return decision.dead(entry, "undecodable", Failure.because(error, thrown), List.of());
  }

  private Decision.@Nullable Decided call(Held held, I input) {
    return observing == null
        ? handle(held, input, null)
        : observing.handling(held.entry(), handled -> handle(held, input, handled));
  }

  private Decision.@Nullable Decided handle(
      Held held, I input, Observing.@Nullable Handled handled) {
    Entry entry = held.entry();
    try {
      if (splitting != null) {
        return split(splitting, held, input, handled);
      }
      Outcome<O> outcome = call.outcome(held, input, context(entry));
      String headers = handled == null ? entry.headers() : handled.onward(outcome);
      return unlessCancelled(held, decision.of(entry, headers, outcome));
    } catch (LeaseLostException e) {
      throw e; // nobody may settle it here
    } catch (Throwable e) { // an Error of a handler must not end the lane
      if (handled != null) {
        handled.failed(e);
      }
      return failed(held, e);
    }
  }

  private Decision.Decided split(
      Splitting<I, O> by, Held held, I input, Observing.@Nullable Handled handled)
      throws Exception {
    Entry entry = held.entry();
    String headers =
        handled == null ? entry.headers() : handled.onward(Outcome.forwardAll(List.of()));
    SplitScript.Position made =
        call.guarded(held, () -> by.run(entry, input, context(entry), headers), Splitting.NOWHERE);
    return held.cancelled() ? decision.cancelled(entry) : decision.split(entry, made);
  }

  /** What is decided of an entry that has begun and whose job is cancelled; null of others. */
  Decision.@Nullable Decided cancelled(Held held) {
    if (cancelled.has(held.entry())) {
      held.cancel();
    }
    return held.cancelled() ? decision.cancelled(held.entry()) : null;
  }

  /**
   * Runs the handler of a batch stage on the calling thread, once for all these entries, which have
   * inputs; answers with what is decided of each, null where it is gone and must not be settled.
   */
  List<Decision.@Nullable Decided> runTogether(HandlerRun run, List<Prepared<I>> entries) {
    List<Observing.@Nullable Handled> handled = new ArrayList<>(entries.size());
    List<BatchEntry<I>> batch = new ArrayList<>(entries.size());
    for (Prepared<I> one : entries) {
      Entry entry = one.held().entry();
      batch.add(new BatchEntry<>(Objects.requireNonNull(one.input()), context(entry)));
      handled.add(observing == null ? null : observing.begin(entry));
    }
    List<? extends Outcome<O>> outcomes = List.of();
    Throwable thrown = null;
    try {
      outcomes = call.outcomes(run, batch);
    } catch (Throwable e) { // an Error of a handler must not end the crew
      thrown = e;
    }
    List<Decision.@Nullable Decided> decided = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      Outcome<O> outcome = i < outcomes.size() ? outcomes.get(i) : null;
      decided.add(decide(entries.get(i).held(), outcome, thrown, handled.get(i)));
    }
    return decided;
  }

  private Decision.@Nullable Decided decide(
      Held held,
      @Nullable Outcome<O> outcome,
      @Nullable Throwable thrown,
      Observing.@Nullable Handled handled) {
    return handled == null
        ? decideOne(held, outcome, thrown, null)
        : handled.end(() -> decideOne(held, outcome, thrown, handled));
  }

  private Decision.@Nullable Decided decideOne(
      Held held,
      @Nullable Outcome<O> outcome,
      @Nullable Throwable thrown,
      Observing.@Nullable Handled handled) {
    Entry entry = held.entry();
    if (thrown != null) {
      if (handled != null) {
        handled.failed(thrown);
      }
      Decision.Decided failed = decision.failedInCompany(entry, thrown);
      return unlessCancelled(held, failed);
    }
    try {
      if (outcome == null) {
        throw new StreamweirException(
            "the handler of stage '" + stage.name() + "' returned null for an entry of a batch");
      }
      String headers = handled == null ? entry.headers() : handled.onward(outcome);
      return unlessCancelled(held, decision.of(entry, headers, outcome));
    } catch (Throwable e) { // this outcome cannot be carried out; the others can
      if (handled != null) {
        handled.failed(e);
      }
      return failed(held, e);
    }
  }

  private Decision.@Nullable Decided failed(Held held, Throwable thrown) {
    if (held.cancelled()) {
      return decision.cancelled(held.entry()).because(Failure.of(thrown));
    }
    if (thrown instanceof RejectedException e) {
      Failure why = Failure.because(String.valueOf(e.getMessage()), e);
      return decision.dead(held.entry(), "rejected", why, List.of());
    }
    return decision.failed(held.entry(), thrown);
  }

  /** Whatever came of a handling during which the job was cancelled: the cancel came first. */
  private Decision.Decided unlessCancelled(Held held, Decision.Decided decided) {
    return held.cancelled() ? decision.cancelled(held.entry()) : decided;
  }

  private StageContext context(Entry entry) {
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
        Headers.decode(entry.headers()));
  }
}
