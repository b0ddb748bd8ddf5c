package io.streamweir.internal.feature.gather;

import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;

/**
 * Ends a split: no more parts. The only thing that is asked before the acknowledgement: where other
 * parts are there than these, another run of the split goes on, and this one is fenced.
 *
 * @param place the gather, of which its own place in another one is not asked
 * @param total how many parts there are
 * @param checksum of all parts
 */
public record CloseSplit(GatherPlace place, String jobId, int total, String checksum)
    implements Effect {
  @Override
  public void write(EffectWriter to) {
    GatherEffect.addOpen(GatherEffect.begin(to, "close-split"));
    GatherEffect.addStateAndInbox(to, place, jobId);
    to.add(place.generation()).add(total).add(checksum);
  }
}
