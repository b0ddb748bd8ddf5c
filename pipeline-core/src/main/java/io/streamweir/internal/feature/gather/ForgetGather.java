package io.streamweir.internal.feature.gather;

import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;

/** Forgets the state of a gather. */
public record ForgetGather(GatherPlace place, String jobId) implements Effect {
  @Override
  public void write(EffectWriter to) {
    GatherEffect.addOpen(GatherEffect.begin(to, "forget-gather"));
    GatherEffect.addState(to, place, jobId);
  }
}
