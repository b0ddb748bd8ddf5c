package io.streamweir.internal.lane;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.feature.cancel.CancelledJobs;
import io.streamweir.internal.feature.cancel.EndCancelled;
import io.streamweir.internal.feature.dedupe.HoldKey;
import io.streamweir.internal.feature.gather.Brackets;
import io.streamweir.internal.feature.gather.CloseSplit;
import io.streamweir.internal.feature.gather.ForgetGather;
import io.streamweir.internal.feature.gather.GatherPlace;
import io.streamweir.internal.feature.gather.SplitScript;
import io.streamweir.internal.feature.keyed.Park;
import io.streamweir.internal.feature.keyed.Release;
import io.streamweir.internal.feature.keyed.ReleaseNext;
import io.streamweir.internal.feature.window.FillWindow;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.ChangeCounters;
import io.streamweir.internal.settle.Delay;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.settle.Store;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Turns what a handler said, or how it failed, into the settlement of its entry. Thread-safe. */
public final class Decision {
  private static final byte[] NO_VALUE = {};

  private final Pipeline<?> pipeline;
  private final StageDefinition<?, ?> stage;
  private final List<String> targets;
  private final OutputEncoder encoder;
  private final @Nullable Brackets brackets; // null where the pipeline never splits

  public Decision(
      Pipeline<?> pipeline, StageDefinition<?, ?> stage, AvroCodec codec, CancelledJobs cancelled) {
    this.brackets = Brackets.of(pipeline, stage, cancelled);
    this.pipeline = pipeline;
    this.stage = stage;
    this.targets = stage.targets();
    this.encoder = new OutputEncoder(codec, stage);
  }

  /**
   * A settlement, what to call it, and why it is no success; null where it is one, or where nobody
   * failed.
   */
  public record Decided(
      Settlement settlement, WorkerListener.Ending ending, @Nullable Failure failure) {
    public Decided(Settlement settlement, WorkerListener.Ending ending) {
      this(settlement, ending, null);
    }

    Decided because(Failure why) {
      return new Decided(settlement, ending, why);
    }
  }

  /** What the outcome means for the entry. */
  <O extends SpecificRecord> Decided of(Entry entry, Outcome<O> outcome) {
    return of(entry, entry.headers(), outcome);
  }

  /** The same, where what goes on has other headers than the entry. */
  <O extends SpecificRecord> Decided of(Entry entry, @Nullable String headers, Outcome<O> outcome) {
    Decided decided = outcome.accept(new ByKind<>(entry, headers));
    return outcome.windows().isEmpty() ? decided : filling(decided, outcome.windows());
  }

  /** The same settlement, which also adds the event to windows. */
  private Decided filling(Decided decided, List<WindowUpdate> updates) {
    List<Effect> effects = new ArrayList<>(decided.settlement().effects());
    for (WindowUpdate update : updates) {
      Window window = pipeline.window(update.window()).orElseThrow(() -> unknown(update));
      effects.add(new FillWindow(window, update));
    }
    return new Decided(
        new Settlement(decided.settlement().entryId(), effects),
        decided.ending(),
        decided.failure());
  }

  private StreamweirException unknown(WindowUpdate update) {
    return new StreamweirException(
        "stage '"
            + stage.name()
            + "' updates the window '"
            + update.window()
            + "', which the pipeline does not define: it has "
            + pipeline.windows().stream().map(Window::name).toList());
  }

  /** What the exception means for the entry. */
  Decided failed(Entry entry, Throwable thrown) {
    FailurePolicy policy = stage.config().failureFor(thrown);
    Failure failure = Failure.of(thrown);
    return entry.attempt() >= policy.maxAttempts()
        ? dead(entry, "attempts", failure, List.of())
        : later(entry, policy.backoff().after(entry.attempt()), true, failure, List.of());
  }

  /**
   * What the exception means for an entry that was handled together with others, one of which may
   * be to blame: it is never dead of that, but counts an attempt and comes back in less company.
   */
  Decided failedInCompany(Entry entry, Throwable thrown) {
    Backoff backoff = stage.config().failureFor(thrown).backoff();
    return later(entry, backoff.after(entry.attempt()), true, Failure.of(thrown), List.of());
  }

  /** The entry comes back later; {@code counts} is false where it is not its fault. */
  Decided later(Entry entry, Duration delay, boolean counts, Failure why, List<Count> changes) {
    NewEntry again = NewEntry.again(entry, counts).because(why.summary());
    long millis = Math.max(0, delay.toMillis());
    Effect effect =
        stage.config().keys().ordered()
            ? new Park(entry.key(), entry.position(), millis, again)
            : new Delay(millis, again, entry.id());
    return decided(entry, effect, changes, WorkerListener.Ending.RETRIED).because(why);
  }

  /**
   * The entry of a keyed stage comes back with the same attempt, in its place among those of its
   * key: after so many ms or, below 0, when those before it have ended.
   */
  public Settlement parked(Entry entry, long delayMillis) {
    NewEntry again = NewEntry.again(entry, false);
    Effect park = new Park(entry.key(), entry.position(), delayMillis, again);
    return decided(entry, park, List.of(), WorkerListener.Ending.RETRIED).settlement();
  }

  /** The entry becomes a dead letter. */
  Decided dead(Entry entry, String reason, Failure why, List<Count> changes) {
    String jobId = entry.jobId().isEmpty() ? null : entry.jobId();
    ResultMessage failure =
        ResultMessage.failed(entry.jobId(), stage.name(), reason, why.summary(), entry.attempt())
            .tracedBy(entry.headers());
    Effect bury = new Bury(reason, why.detail(), entry.attempt(), jobId, failure);
    return decided(entry, bury, changes, WorkerListener.Ending.DEAD).because(why.dead(reason));
  }

  /** The entry becomes a dead letter, since what was decided of it can never be settled. */
  public Settlement unsettleable(Entry entry, String error) {
    return dead(entry, "unsettleable", Failure.because(error), List.of()).settlement();
  }

  /** The entry ends without an effect, since its job was cancelled. */
  Decided cancelled(Entry entry) {
    ResultMessage message = ResultMessage.cancelled(entry.jobId()).tracedBy(entry.headers());
    Effect cancel = new EndCancelled(entry.jobId(), message);
    return decided(entry, cancel, List.of(), WorkerListener.Ending.CANCELLED);
  }

  /** A split has made its parts, or need not make them any more. */
  Decided split(Entry entry, SplitScript.Position made) {
    Brackets own = Objects.requireNonNull(brackets);
    String jobId = entry.jobId();
    return switch (made.state()) {
      case AT -> {
        GatherPlace place = own.own(entry, made.generation());
        List<Effect> effects = new ArrayList<>(2);
        effects.add(new CloseSplit(place, jobId, made.made(), made.checksum()));
        if (entry.dedupeKey() != null && own.places(entry).isEmpty()) {
          long longest = stage.gather().timeout().toMillis(); // until the gather goes on
          effects.add(hold(entry, entry.dedupeKey(), 0, longest));
        }
        yield new Decided(new Settlement(entry.id(), effects), WorkerListener.Ending.FORWARDED);
      }
      case CLOSED -> new Decided(Settlement.end(entry.id()), WorkerListener.Ending.DROPPED);
      case OVER -> {
        Effect forget = new ForgetGather(own.own(entry, ""), jobId);
        yield new Decided(
            new Settlement(entry.id(), List.of(forget)), WorkerListener.Ending.CANCELLED);
      }
      case FULL, LOST -> throw new LeaseLostException(entry.id());
    };
  }

  private Decided decided(
      Entry entry, @Nullable Effect effect, List<Count> changes, WorkerListener.Ending ending) {
    Decided plain = plain(entry, effect, changes, ending);
    return bracketed(entry, plain);
  }

  private Decided bracketed(Entry entry, Decided plain) {
    Decided decided =
        brackets == null || !brackets.concern(entry)
            ? plain
            : brackets.decide(entry, plain.settlement().effects(), plain.ending());
    Release release = entry.release();
    return release == null ? decided : following(entry, release, decided);
  }

  /** Lets those of its key follow that are parked behind the entry, unless it is parked itself. */
  private static Decided following(Entry entry, Release release, Decided decided) {
    List<Effect> effects = new ArrayList<>(decided.settlement().effects());
    if (release.next() == 0 || effects.stream().anyMatch(Park.class::isInstance)) {
      return decided;
    }
    effects.add(new ReleaseNext(entry.key(), release));
    return new Decided(new Settlement(entry.id(), effects), decided.ending());
  }

  private static Decided plain(
      Entry entry, @Nullable Effect effect, List<Count> changes, WorkerListener.Ending ending) {
    if (entry.dedupeKey() != null) {
      return decidedHolding(entry, entry.dedupeKey(), effect, changes, ending);
    }
    if (changes.isEmpty()) {
      List<Effect> effects = effect == null ? List.of() : List.of(effect);
      return new Decided(new Settlement(entry.id(), effects), ending);
    }
    Effect change = new ChangeCounters(changes);
    List<Effect> effects = effect == null ? List.of(change) : List.of(effect, change);
    return new Decided(new Settlement(entry.id(), effects), ending);
  }

  /**
   * The same for an entry whose job holds a dedupe key: until the last of its entries has ended.
   */
  private static Decided decidedHolding(
      Entry entry,
      String dedupeKey,
      @Nullable Effect effect,
      List<Count> changes,
      WorkerListener.Ending ending) {
    List<Effect> effects = new ArrayList<>(3);
    if (effect != null) {
      effects.add(effect);
    }
    boolean comesBack = effect instanceof Delay || effect instanceof Park;
    boolean goesOn = effect instanceof Append || comesBack;
    long delay = effect instanceof Delay later ? later.delayMillis() : 0;
    delay = effect instanceof Park park ? Math.max(0, park.delayMillis()) : delay;
    effects.add(hold(entry, dedupeKey, goesOn ? 0 : -1, delay));
    if (!changes.isEmpty()) {
      effects.add(new ChangeCounters(changes));
    }
    return new Decided(new Settlement(entry.id(), effects), ending);
  }

  /** A job that was debounced has nothing to hold once it has come so far. */
  private static Effect hold(Entry entry, String dedupeKey, int change, long delay) {
    return new HoldKey(
        dedupeKey, entry.jobId(), entry.keepsHolding() ? change : -1, entry.holdMillis() + delay);
  }

  private final class ByKind<O extends SpecificRecord> implements Outcome.Visitor<O, Decided> {
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
        return decided(entry, append, forward.counts(), WorkerListener.Ending.FORWARDED);
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
      if (entry.dedupeKey() != null) {
        effects.add(hold(entry, entry.dedupeKey(), outputs.size() - 1, 0));
      }
      if (!forward.counts().isEmpty()) {
        effects.add(new ChangeCounters(forward.counts()));
      }
      return bracketed(
          entry, new Decided(new Settlement(entry.id(), effects), WorkerListener.Ending.FORWARDED));
    }

    private Effect append(Outcome.Output output, String path) {
      String name = output.stage() == null ? stage.next() : output.stage();
      int target = name == null ? -1 : targets.indexOf(name);
      if (name == null || target < 0) {
        throw new StreamweirException(
            "stage '"
                + stage.name()
                + "' forwards to "
                + (name == null
                    ? "the next stage, but there is none: finish instead"
                    : "'" + name + "', which is not among its targets " + targets));
      }
      Class<?> takes = pipeline.stage(name).takes();
      if (!takes.isInstance(output.payload())) {
        throw new StreamweirException(
            "stage '"
                + stage.name()
                + "' forwards a "
                + output.payload().getClass().getName()
                + " to '"
                + name
                + "', which takes "
                + takes.getName());
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
      return decided(entry, store, finish.counts(), WorkerListener.Ending.FINISHED);
    }

    @Override
    public Decided drop(Outcome.Drop<O> drop) {
      return decided(entry, null, drop.counts(), WorkerListener.Ending.DROPPED);
    }

    @Override
    public Decided retryLater(Outcome.RetryLater<O> retry) {
      boolean last = retry.counted() && entry.attempt() >= stage.config().failure().maxAttempts();
      return last
          ? dead(entry, "attempts", Failure.because(retry.reason()), retry.counts())
          : later(entry, retry.delay(), retry.counted(), why(retry), retry.counts());
    }

    @Override
    public Decided reject(Outcome.Reject<O> reject) {
      return dead(entry, "rejected", Failure.because(reject.reason()), reject.counts());
    }

    private Failure why(Outcome.RetryLater<O> retry) {
      return retry.counted() ? Failure.because(retry.reason()) : Failure.postponed(retry.reason());
    }
  }
}
