package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Unparked;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;

/**
 * Lets the entries of a key follow that are still parked, since the last one of those that were
 * unparked together has ended; only with an {@link Ownership}.
 *
 * @param key its key
 * @param unparked how that one came back
 */
public record UnparkNext(String key, Unparked unparked) implements Effect {
  @Override
  public void write(EffectWriter to) {
    to.effect("unpark-next", Park.TEXT);
    to.add(key).add(unparked.epoch()).add(unparked.next());
  }
}
