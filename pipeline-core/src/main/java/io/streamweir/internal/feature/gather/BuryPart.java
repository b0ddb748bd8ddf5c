package io.streamweir.internal.feature.gather;

import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Effect;
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
  /** Keeps a copy. */
  public BuryPart {
    places = List.copyOf(places);
  }
}
