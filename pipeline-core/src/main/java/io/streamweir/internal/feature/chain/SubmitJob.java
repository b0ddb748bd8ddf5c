package io.streamweir.internal.feature.chain;

import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;
import io.streamweir.internal.settle.KeyUse;
import java.util.List;

/**
 * Puts a job for another pipeline into the partition's outbox.
 *
 * @param target the pipeline's name
 */
public record SubmitJob(String target, ChainedJob job) implements Effect {
  /** The texts of how outcomes submit, by name. */
  public static final List<String> TEXTS = List.of("feature/chain/settle-chain");

  private static final KeyUse OUTBOX = KeyUse.appends();

  @Override
  public void write(EffectWriter to) {
    job.addFields(to.effect("submit", TEXTS).key(OUTBOX, to.keys().outbox(target)));
  }

  @Override
  public long payloadBytes() {
    return job.payload().length;
  }
}
