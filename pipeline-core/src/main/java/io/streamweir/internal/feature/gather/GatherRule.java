package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.Store;
import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.pipeline.Bracket;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is decided of an entry otherwise where it is a part of a split, or its stage splits or
 * gathers. Thread-safe.
 */
public final class GatherRule implements DecisionRule {
  /** The texts of the effects of this room, by name. */
  public static final List<String> TEXTS =
      List.of("entry/holding", "feature/gather/gathers", "feature/gather/settle-gathers");

  private final Pipeline<?> pipeline;
  private final StageDefinition<?, ?> stage;
  private final List<String> targets;
  private final Predicate<String> cancelled;
  private final @Nullable Bracket bracket;

  /**
   * For a stage.
   *
   * @param cancelled whether a job was cancelled
   */
  public GatherRule(
      Pipeline<?> pipeline, StageDefinition<?, ?> stage, Predicate<String> cancelled) {
    this.pipeline = pipeline;
    this.stage = stage;
    this.targets = stage.targets();
    this.cancelled = cancelled;
    this.bracket = stage.bracket();
  }

  /** Whether the entry is a part. */
  public boolean isPart(Entry entry) {
    return !places(entry).isEmpty();
  }

  /** What the entry is a part of, innermost first. What is malformed is a part of nothing. */
  private List<GatherPlace> places(Entry entry) {
    try {
      return GatherPlace.of(entry, this::gatherOf);
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private String gatherOf(String split) {
    Bracket found = pipeline.stage(split).bracket();
    if (found == null || found.gather() == null) {
      throw new IllegalArgumentException("stage '" + split + "' is no split");
    }
    return found.gather();
  }

  /** The gather that the stage, a split or a gather, begins or ends with this entry. */
  GatherPlace own(Entry entry, String generation) {
    Bracket own = Objects.requireNonNull(bracket);
    return GatherPlace.whole(
        own.split(), Objects.requireNonNull(own.gather()), entry.path(), generation);
  }

  private Effect forget(Entry entry) {
    return new ForgetGather(own(entry, ""), entry.jobId());
  }

  @Override
  public Decided apply(Entry entry, Decided plain) {
    Ending ending = plain.ending();
    boolean parts = stage.splits() && ending == Ending.FORWARDED; // they go on in its place
    if ((bracket == null && entry.gathers() == null) || parts) {
      return plain;
    }
    List<Effect> effects = plain.effects();
    List<GatherPlace> places = places(entry);
    if (ending == Ending.CANCELLED) {
      return plain.with(cancelled(entry, places, effects));
    }
    List<Effect> decided = new ArrayList<>(effects.size() + 2);
    effects.forEach(effect -> add(entry, places, effect, decided));
    boolean through = ending != Ending.RETRIED && ending != Ending.DEAD;
    if (through && !places.isEmpty()) {
      checkOne(effects, places);
      if (effects.stream().noneMatch(Append.class::isInstance)) {
        decided.add(new EndPart(places.get(0), entry.jobId(), null));
      }
    }
    if (through && stage.gathers()) {
      decided.add(forget(entry));
    }
    return plain.with(decided);
  }

  /**
   * No other code tidies up behind a cancelled job. If its gather is over, that is done already.
   */
  private List<Effect> cancelled(Entry entry, List<GatherPlace> places, List<Effect> effects) {
    List<Effect> decided = new ArrayList<>();
    if (places.isEmpty() || cancelled.test(entry.jobId())) {
      decided.addAll(effects);
      places.forEach(place -> decided.add(new ForgetGather(place, entry.jobId())));
    }
    if (bracket != null) {
      decided.add(forget(entry));
    }
    return decided;
  }

  private void add(Entry entry, List<GatherPlace> places, Effect effect, List<Effect> decided) {
    if (effect instanceof Append append) {
      decided.add(forward(entry, places, append));
    } else if (effect instanceof Store && !places.isEmpty()) {
      throw new StreamweirException(
          inside(places)
              + " finishes the job: forward a result to the gather, or drop the part, and finish"
              + " behind the gather");
    } else if (effect instanceof Bury bury && bury.jobId() != null) {
      if (stage.splits()) {
        decided.add(forget(entry));
      }
      String held = entry.keepsHolding() ? entry.dedupeKey() : null;
      decided.add(places.isEmpty() ? bury : new BuryPart(bury, places, held));
    } else {
      decided.add(effect);
    }
  }

  private Effect forward(Entry entry, List<GatherPlace> places, Append append) {
    StageDefinition<?, ?> target = pipeline.stage(targets.get(append.target()));
    if (!target.gathers()) {
      return append;
    }
    if (places.isEmpty()) {
      throw new StreamweirException(
          "stage '%s' forwards to gather '%s' an entry that is a part of no split"
              .formatted(stage.name(), target.name()));
    }
    return new EndPart(places.get(0), entry.jobId(), append.entry());
  }

  private void checkOne(List<Effect> effects, List<GatherPlace> places) {
    long outputs = effects.stream().filter(Append.class::isInstance).count();
    if (outputs > 1) {
      throw new StreamweirException(
          inside(places)
              + " forwards "
              + outputs
              + " outputs of one part: a part goes on as one; use a split inside it for more");
    }
  }

  private String inside(List<GatherPlace> places) {
    return "stage '" + stage.name() + "', inside split '" + places.get(0).split() + "',";
  }
}
