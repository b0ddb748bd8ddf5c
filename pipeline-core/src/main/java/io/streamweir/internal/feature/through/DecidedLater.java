package io.streamweir.internal.feature.through;

import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;

/**
 * What a later stage has decided, at the keys of that stage.
 *
 * @param stage which decided
 */
record DecidedLater(String stage, Effect effect) implements Effect {
  @Override
  public void write(EffectWriter to) {
    to.at(stage, effect);
  }

  @Override
  public long payloadBytes() {
    return effect.payloadBytes();
  }
}
