package io.streamweir.internal.feature.through;

import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;
import io.streamweir.internal.settle.KeyUse;
import java.util.List;

/**
 * Makes a dead letter of a later stage, and ends the job with its failure.
 *
 * @param stage which decided
 * @param bury what it decided
 * @param entry what came to the stage, which lies in no inbox
 */
public record BuryLater(String stage, Bury bury, NewEntry entry) implements Effect {
  /** The texts of the effect, by name. */
  public static final List<String> TEXTS = List.of("feature/through/settle-through");

  private static final KeyUse DEAD = KeyUse.appends();

  @Override
  public void write(EffectWriter to) {
    to.effect("bury-through", TEXTS).key(DEAD, to.keys().dead(stage));
    to.add(bury.reason()).add(bury.error()).add(bury.attempts());
    if (bury.jobId() == null) {
      to.noEnd();
    } else {
      to.end(bury.jobId(), bury.failure());
    }
    entry.addFields(to);
  }

  @Override
  public long payloadBytes() {
    return entry.payloadBytes();
  }
}
