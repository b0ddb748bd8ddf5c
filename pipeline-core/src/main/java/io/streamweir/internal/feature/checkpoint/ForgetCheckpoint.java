package io.streamweir.internal.feature.checkpoint;

import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;
import io.streamweir.internal.settle.KeyUse;
import java.util.List;

/**
 * Forgets the checkpoint of an entry.
 *
 * @param jobId of the entry
 * @param path of the entry
 * @param kept whether it is kept all the same where the entry is not overtaken
 */
public record ForgetCheckpoint(String jobId, String path, boolean kept) implements Effect {
  /** The texts of the effect, by name. */
  public static final List<String> TEXTS = List.of("feature/checkpoint/settle-checkpoints");

  private static final KeyUse CHECKPOINT = KeyUse.ofAny("UNLINK");

  @Override
  public void write(EffectWriter to) {
    to.effect("forget-checkpoint", TEXTS);
    to.key(CHECKPOINT, to.keys().checkpoint(to.stage(), path, jobId)).add(kept ? 1 : 0);
  }
}
