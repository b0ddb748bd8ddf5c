package io.streamweir.internal.settle;

import io.streamweir.pipeline.Count;
import java.util.List;

/** Changes counters. */
public record ChangeCounters(List<Count> counts) implements Effect {
  @Override
  public void write(EffectWriter to) {
    to.part(CounterPart.class, writer -> new CounterPart()).add(to.position(), counts);
  }

  @Override
  public boolean joinsPart() {
    return true;
  }
}
