package io.streamweir.internal.feature.dedupe;

import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;
import io.streamweir.internal.settle.KeyUse;
import java.util.List;

/**
 * Changes how many entries of the job hold its dedupe key; the last one lets go. Nothing where
 * another job holds it.
 *
 * @param change entries that there are more, or fewer
 * @param ttlMillis after which the key is forgotten
 */
public record HoldKey(String dedupeKey, String jobId, int change, long ttlMillis)
    implements Effect {
  /** The texts of the effect, by name. */
  public static final List<String> TEXTS =
      List.of("entry/holding", "feature/dedupe/settle-holding");

  private static final KeyUse DEDUPE_KEY = KeyUse.of("string", "GET", "SET", "DEL");

  @Override
  public void write(EffectWriter to) {
    to.effect("hold-key", TEXTS);
    to.key(DEDUPE_KEY, to.keys().unique(dedupeKey)).add(jobId).add(change).add(ttlMillis);
  }
}
