package io.streamweir.internal.lane;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.ChangeCounters;
import io.streamweir.internal.settle.Delay;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.settle.Settler;
import io.streamweir.internal.settle.Store;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a handler said, or how it failed, into the settlement of its entry; the rules of the
 * stage's features follow. Thread-safe.
 */
public final class Decision {
  private static final byte[] NO_VALUE = {};

  private final Pipeline<?> pipeline;
  private final StageDefinition<?, ?> stage;
  private final List<String> targets;
  private final OutputEncoder encoder;
  private final Cancellation cancellation;
  private final List<DecisionRule> rules;

  /**
   * For a stage.
   *
   * @param rules what features make of its decisions, in this order
   */
  public Decision(
      Pipeline<?> pipeline,
      StageDefinition<?, ?> stage,
      AvroCodec codec,
      Cancellation cancellation,
      List<DecisionRule> rules) {
    this.pipeline = pipeline;
    this.stage = stage;
    this.targets = stage.targets();
    this.encoder = new OutputEncoder(codec, stage);
    this.cancellation = cancellation;
    this.rules = List.copyOf(rules);
  }

  /** What the stage's rules make of it. */
  public Decided decide(Entry entry, Decided plain) {
    Decided decided = plain;
    for (DecisionRule rule : rules) {
      decided = rule.apply(entry, decided);
    }
    return decided;
  }

  /** What the outcome means for the entry. */
  <O> Decided of(Entry entry, Outcome<O> outcome) {
    return of(entry, entry.headers(), outcome);
  }

  /** The same, where what goes on has other headers than the entry. */
  <O> Decided of(Entry entry, @Nullable String headers, Outcome<O> outcome) {
    Decided plain = outcome.accept(new ByKind<>(entry, headers));
    return decide(entry, plain.adding(outcome.additions(), headers));
  }

  /** What the exception means for the entry. */
  Decided failed(Entry entry, Throwable thrown) {
    FailurePolicy policy = stage.config().failureFor(thrown);
    Failure failure = Failure.of(thrown);
    return entry.attempt() >= policy.maxAttempts()
        ? dead(entry, Decided.ATTEMPTS, failure)
        : later(entry, policy.backoff().after(entry.attempt()), true, failure);
  }

  /**
   * What the exception means for an entry that was handled together with others, one of which may
   * be to blame: it is never dead of that, but counts an attempt and comes back in less company.
   */
  Decided failedInCompany(Entry entry, Throwable thrown) {
    Backoff backoff = stage.config().failureFor(thrown).backoff();
    return later(entry, backoff.after(entry.attempt()), true, Failure.of(thrown));
  }

  /** The entry comes back later; {@code counts} is false where it is not its fault. */
  Decided later(Entry entry, Duration delay, boolean counts, Failure why) {
    return decide(entry, delayed(entry, delay, counts, why, List.of()));
  }

  /** The entry becomes a dead letter. */
  Decided dead(Entry entry, String reason, Failure why) {
    return decide(entry, buried(entry, reason, why, List.of()));
  }

  /** The entry becomes a dead letter, since what was decided of it can never be settled. */
  public Settlement unsettleable(Entry entry, String error) {
    return dead(entry, Settler.UNSETTLEABLE, Failure.because(error)).settlement();
  }

  /** Whether the entry's job was cancelled. */
  boolean isCancelled(Entry entry) {
    return cancellation.has(entry);
  }

  /** The entry ends without an effect, since its job was cancelled. */
  Decided cancelled(Entry entry) {
    Effect end = cancellation.end(entry);
    return decide(entry, Decided.end(entry, List.of(end), WorkerListener.Ending.CANCELLED));
  }

  private static Decided delayed(
      Entry entry, Duration delay, boolean counts, Failure why, List<Count> changes) {
    NewEntry again = NewEntry.again(entry, counts).because(why.summary());
    long millis = Math.max(0, delay.toMillis());
    List<Effect> effects = effects(new Delay(millis, again, entry.id()), changes);
    return Decided.onward(entry, effects, WorkerListener.Ending.RETRIED, 1, millis).because(why);
  }

  private Decided buried(Entry entry, String reason, Failure why, List<Count> changes) {
    String jobId = entry.jobId().isEmpty() ? null : entry.jobId();
    ResultMessage failure =
        ResultMessage.failed(entry.jobId(), stage.name(), reason, why.summary(), entry.attempt())
            .tracedBy(entry.headers());
    Effect bury = new Bury(reason, why.detail(), entry.attempt(), jobId, failure);
    return Decided.end(entry, effects(bury, changes), WorkerListener.Ending.DEAD)
        .because(why.dead(reason));
  }

  private static List<Effect> effects(Effect effect, List<Count> changes) {
    return changes.isEmpty() ? List.of(effect) : List.of(effect, new ChangeCounters(changes));
  }

  private final class ByKind<O> implements Outcome.Visitor<O, Decided> {
    private final Entry entry;
    private final @Nullable String headers;

    ByKind(Entry entry, @Nullable String headers) {
      this.entry = entry;
      this.headers = headers;
    }

    @Override
    public Decided forward(Outcome.Forward<O> forward) {
      List<Outcome.Output> outputs = forward.outputs();
      if (outputs.size() == 1) {
        Effect append = append(outputs.get(0), entry.path());
        return forwarded(effects(append, forward.counts()), 1);
      }
      List<Effect> effects = new ArrayList<>(outputs.size() + 1);
      String prefix = entry.path().isEmpty() ? "" : entry.path() + ".";
      long bytes = 0;
      for (int i = 0; i < outputs.size(); i++) {
        Effect append = append(outputs.get(i), prefix + i);
        effects.add(append);
        bytes += append.payloadBytes();
        encoder.checkTogether(bytes);
      }
      if (!forward.counts().isEmpty()) {
        effects.add(new ChangeCounters(forward.counts()));
      }
      return forwarded(effects, outputs.size());
    }

    private Decided forwarded(List<Effect> effects, int outputs) {
      return Decided.onward(entry, effects, WorkerListener.Ending.FORWARDED, outputs, 0);
    }

    private Effect append(Outcome.Output output, String path) {
      String name = output.stage() == null ? stage.next() : output.stage();
      int target = name == null ? -1 : targets.indexOf(name);
      if (name == null || target < 0) {
        throw new StreamweirException(
            "stage '%s' forwards to %s"
                .formatted(
                    stage.name(),
                    name == null
                        ? "the next stage, but there is none: finish instead"
                        : "'" + name + "', which is not among its targets " + targets));
      }
      Class<?> takes = pipeline.stage(name).takes();
      if (!takes.isInstance(output.payload())) {
        throw new StreamweirException(
            "stage '%s' forwards a %s to '%s', which takes %s"
                .formatted(
                    stage.name(), output.payload().getClass().getName(), name, takes.getName()));
      }
      return new Append(
          target,
          NewEntry.forwarded(
              entry, encoder.encode(output.payload(), entry.payload()), path, headers));
    }

    @Override
    public Decided finish(Outcome.Finish<O> finish) {
      byte[] value =
          finish.result() == null ? NO_VALUE : encoder.encode(finish.result(), entry.payload());
      ResultMessage message =
          ResultMessage.finished(entry.jobId(), stage.name(), value).tracedBy(headers);
      Effect store = new Store(entry.jobId(), message);
      List<Effect> effects = effects(store, finish.counts());
      return Decided.end(entry, effects, WorkerListener.Ending.FINISHED);
    }

    @Override
    public Decided drop(Outcome.Drop<O> drop) {
      List<Effect> effects =
          drop.counts().isEmpty() ? List.of() : List.of(new ChangeCounters(drop.counts()));
      return Decided.end(entry, effects, WorkerListener.Ending.DROPPED);
    }

    @Override
    public Decided retryLater(Outcome.RetryLater<O> retry) {
      boolean last = retry.counted() && entry.attempt() >= stage.config().failure().maxAttempts();
      return last
          ? buried(entry, Decided.ATTEMPTS, Failure.because(retry.reason()), retry.counts())
          : delayed(entry, retry.delay(), retry.counted(), why(retry), retry.counts());
    }

    @Override
    public Decided reject(Outcome.Reject<O> reject) {
      return buried(entry, "rejected", Failure.because(reject.reason()), reject.counts());
    }

    private Failure why(Outcome.RetryLater<O> retry) {
      return retry.counted() ? Failure.because(retry.reason()) : Failure.postponed(retry.reason());
    }
  }
}
