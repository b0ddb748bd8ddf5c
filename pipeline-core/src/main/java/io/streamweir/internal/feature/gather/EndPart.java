package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;
import org.jspecify.annotations.Nullable;

/**
 * Ends a part of a split; the last one lets its gather fire. Where the gather is over, that
 * overtakes it.
 *
 * @param place what it is a part of
 * @param result what the gather gets of it; null where it was dropped
 */
public record EndPart(GatherPlace place, String jobId, @Nullable NewEntry result)
    implements Effect {
  private static final byte[] DROPPED = {};

  @Override
  public void write(EffectWriter to) {
    GatherEffect.addOpen(GatherEffect.begin(to, "end-part"));
    GatherEffect.addStateAndInbox(to, place, jobId);
    to.add(place.generation()).add(place.index());
    to.add(result == null ? DROPPED : result.payload());
  }

  @Override
  public long payloadBytes() {
    return result == null ? 0 : result.payloadBytes();
  }
}
