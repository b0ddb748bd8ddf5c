/**
 * How an entry leaves its inbox: one script acknowledges a batch of entries and carries out their
 * effects. Begin with {@link io.streamweir.internal.settle.Effect} and {@code settle.lua}; {@code
 * internal.lane} decides which effects an entry has.
 *
 * <h2>From arrival to settlement</h2>
 *
 * <p>{@code InHand} keeps every entry as a {@code Held} from the moment its answer arrives, on the
 * I/O thread. So leases of entries that wait behind others are renewed, too.
 *
 * <p>{@code Settler} collects settlements. A batch leaves when it has {@code maxBatch} entries,
 * when the lane has worked for 1 ms, or at the end of what was read. Behind a handler that takes
 * its time it leaves within 50 ms ({@code Settler.keepUp}). Up to 4 batches are in flight, in
 * order. If a batch fails, the settler sends it again before anything newer, until it has an
 * answer. While too many entries wait to be settled, the lane reads nothing more ({@code
 * Unsettled}).
 *
 * <p>{@code LinkCapacity} says how many bytes a batch may have. {@code Divider} finds a settlement
 * that can never succeed.
 *
 * <h2>The four scripts</h2>
 *
 * <p>A batch whose entries all go to one next stage as they came is a {@code ForwardCall} of {@code
 * forward.lua}. If all its entries end their jobs with results, it is a {@code FinishCall} of
 * {@code finish.lua}. If they only go on, end and change counters, it is a {@code HopCall} of
 * {@code hop.lua}. For any other batch, {@code EffectCall} lets each effect write itself through an
 * {@code EffectWriter}, and {@code settle.lua} acknowledges and acts. The answer names the fenced
 * entries and the lengths of the target inboxes, which {@code Downstream} keeps.
 */
@NullMarked
package io.streamweir.internal.settle;

import org.jspecify.annotations.NullMarked;
