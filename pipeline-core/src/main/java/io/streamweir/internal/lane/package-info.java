/**
 * A lane is the loop of one worker at one inbox: it reads, runs handlers, decides and hands over to
 * the settler. Begin with {@link io.streamweir.internal.lane.Lane}. A feature takes part by an
 * {@link io.streamweir.internal.lane.Intake}, a {@link io.streamweir.internal.lane.DecisionRule} or
 * a {@link io.streamweir.internal.lane.HandlerStep}. {@code internal.housekeeping} is next: what
 * goes on beside the lane.
 *
 * <h2>Taking in</h2>
 *
 * <p>The lane makes sure that the group is there ({@code InboxGroup}), and waits if a stage
 * downstream is full. {@code Prefetch} says how many entries it asks for: what the handler gets
 * through in 50 ms, at most {@code maxBatch} and about 8 MiB. If several handlers run at once, it
 * counts the free ones and what they get through in 10 ms.
 *
 * <p>{@code OpenIntake} reads new entries. {@code ReclaimingIntake} first takes what other workers
 * left. Features wrap these two or replace them. What a lane takes over from other workers has had
 * its turn, so it does not wait for a priority.
 *
 * <p>{@code Reading} is the one read that a lane has under way: the next read runs while the crew
 * handles a batch. {@code Reclaimer} runs on the lane's thread, ten times per lease and at least
 * every 400 ms. All workers share one sweep of an inbox.
 *
 * <p>A lane is cold until two entries come within two seconds ({@code ColdRead}). It then waits in
 * a {@code WaitingRead}, which all cold lanes of a worker share, and rests: it has no connection
 * and no thread. What the read brings is in hand at once and wakes the lane. A lane with limits or
 * of a keyed stage waits in one that only looks, and a halted lane in none. {@code WaitingReads}
 * says which lane is in which.
 *
 * <h2>Handling</h2>
 *
 * <p>At concurrency 1, {@code InlineCrew} handles entries on the lane's own thread. Above that,
 * {@code PooledCrew} hands entries to virtual threads. A JVM below 21 has none, so it uses threads
 * that it keeps for a minute. {@code BatchCrew} gathers the entries of a batch stage until a batch
 * is full or has waited for long enough. {@code BatchSize} says how many others an entry may be
 * with, and {@code BatchRun} is one call of the handler.
 *
 * <p>{@code EntryRun} takes one entry through. {@code Preparation} asks, in this order: are fields
 * missing, was the job cancelled, was the entry given to workers too often, can it be decoded? Then
 * {@code Handling} runs a {@link io.streamweir.internal.lane.HandlerStep}. It calls the handler by
 * a {@code HandlerCall}, with in-process retries and the timeout if they are configured. Logs of
 * the handler carry {@code pipeline}, {@code stage} and {@code job}.
 *
 * <h2>Deciding</h2>
 *
 * <p>{@code Decision} makes a {@code Decided}: the settlement, and how many entries of the job
 * follow. Then each rule of the stage's features may change it. If the entry was not handled
 * successfully, a {@code Failure} says why: in the dead letter, in the entry that comes back, and
 * in the log ({@code FailureLog}). {@code OutputEncoder} encodes outputs and results within the
 * stage's {@code maxPayloadBytes}.
 *
 * <p>The loop does not die: {@code Lane.run} catches everything. {@code Drain} ends a worker's
 * lanes.
 */
@NullMarked
package io.streamweir.internal.lane;

import org.jspecify.annotations.NullMarked;
