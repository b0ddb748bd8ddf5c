package io.streamweir.internal.feature.cancel;

import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;
import java.util.List;

/**
 * Does nothing, since the job was cancelled and so ended before; stores and publishes that again
 * where Redis has forgotten it in a failover.
 *
 * @param jobId which was cancelled
 * @param message its end
 */
public record EndCancelled(String jobId, ResultMessage message) implements Effect {
  /** The texts of the effect, by name. */
  public static final List<String> TEXTS = List.of("feature/cancel/settle-cancelled");

  @Override
  public void write(EffectWriter to) {
    to.effect("end-cancelled", TEXTS).end(jobId, message);
  }
}
