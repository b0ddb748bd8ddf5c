package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Unparked;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.settle.Delay;
import io.streamweir.internal.settle.Effect;
import java.util.List;

/**
 * What a keyed stage keeps of the order of a key: an entry that comes back later keeps its place,
 * and those that are parked behind one follow when it has ended.
 *
 * @param ordered whether the stage keeps the order of entries that are tried again
 */
public record KeyRule(boolean ordered) implements DecisionRule {
  @Override
  public Decided apply(Entry entry, Decided decided) {
    List<Effect> effects = decided.effects();
    Decided kept =
        ordered && effects.stream().anyMatch(Delay.class::isInstance)
            ? decided.with(effects.stream().map(effect -> parked(entry, effect)).toList())
            : decided;
    Unparked unparked = entry.unparked();
    if (unparked == null
        || unparked.next() == 0
        || kept.effects().stream().anyMatch(Park.class::isInstance)) {
      return kept;
    }
    return kept.and(new UnparkNext(entry.key(), unparked));
  }

  private static Effect parked(Entry entry, Effect effect) {
    return effect instanceof Delay later
        ? new Park(entry.key(), entry.position(), later.delayMillis(), later.entry())
        : effect;
  }
}
