package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;

/**
 * Lets the entries of a key follow that are still parked, since the last one of those that were
 * released has ended; only with an {@link Ownership}.
 *
 * @param key its key
 * @param release how it was released
 */
public record ReleaseNext(String key, Release release) implements Effect {
  @Override
  public void write(EffectWriter to) {
    to.effect("release-next", "feature/keyed/settle-ordered");
    to.add(key).add(release.epoch()).add(release.next());
  }
}
