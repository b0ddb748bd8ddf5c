package io.streamweir.internal.feature.gather;

import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;
import io.streamweir.internal.settle.KeyUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a part of a split a dead letter, which its gather lists or fails with. The failure of the
 * job is stored and published only where the job has failed with it.
 *
 * @param bury as of an entry that is no part; its job id is not null
 * @param places what it is a part of, innermost first
 * @param dedupeKey that the job lets go of where it has failed; null for none
 */
public record BuryPart(Bury bury, List<GatherPlace> places, @Nullable String dedupeKey)
    implements Effect {
  private static final KeyUse DEDUPE_KEY = KeyUse.of("string", "GET", "SET", "DEL");

  /** Keeps a copy. */
  public BuryPart {
    places = List.copyOf(places);
  }

  @Override
  public void write(EffectWriter to) {
    GatherEffect.begin(GatherEffect.stopsParts(to), "bury-part");
    Bury.write(to, bury);
    to.keyOrNone(DEDUPE_KEY, dedupeKey == null ? null : to.keys().unique(dedupeKey));
    GatherEffect.addOpen(to);
    for (GatherPlace place : places) {
      GatherEffect.addStateAndInbox(to, place, String.valueOf(bury.jobId()));
      to.add(place.generation()).add(place.index());
    }
  }
}
