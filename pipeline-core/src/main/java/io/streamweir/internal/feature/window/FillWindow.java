package io.streamweir.internal.feature.window;

import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowUpdate;

/** Adds an event to a window. */
public record FillWindow(Window window, WindowUpdate update) implements Effect {
  @Override
  public void write(EffectWriter to) {
    to.part(WindowPart.class, writer -> new WindowPart(writer.keys())).add(this, to.position());
  }

  @Override
  public boolean joinsPart() {
    return true;
  }
}
