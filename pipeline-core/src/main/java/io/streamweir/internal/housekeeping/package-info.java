/**
 * What goes on beside the lanes, by the clock: leases are renewed, delayed entries promoted,
 * inboxes trimmed, lanes say that they live. Begin with {@link
 * io.streamweir.internal.housekeeping.Duties}, which shares the upkeep among workers; the features
 * behind this package have tasks of their own.
 *
 * <ul>
 *   <li>{@code Renewer}, every third of the lease: renews what is in hand and older than a sixth of
 *       the lease. It interrupts handlers whose entries were lost.
 *   <li>{@code Renewer.handBackBehindSlow}, every third of the lease: hands back what waits behind
 *       a handler that takes long.
 *   <li>{@code Settler.keepUp}, every 50 ms: sends what was decided before a handler that takes its
 *       time.
 *   <li>{@code Intake.renew}, every third of the lease: a stage with limits says what runs, so that
 *       it still counts.
 *   <li>{@code Duties}, every 250 ms: says that the worker lives, and hears which partitions are
 *       its own to look after.
 *   <li>{@code Promoter}, every 100 ms, and sooner if an entry or a schedule is due: moves due
 *       entries of all stages of the worker's partitions, even if it does not work on a stage. The
 *       same answer tells which jobs were cancelled and which schedules are due.
 *   <li>{@code OverdueLook}, ten times per lease and at least every 400 ms: looks into the inboxes
 *       of the worker's own partitions for entries whose lease has run out, and wakes lanes.
 *   <li>{@code Trimmer}, every 200 ms: trims whole nodes after 5,000 settlements of the lane, and
 *       exactly when the lane is quiet. In the worker's own partitions it trims at least every 5 s.
 *   <li>{@code Heartbeat}, every third of the lease and at most every 2 s: says that the worker
 *       lives, and of each lane for how long it has had its oldest entry ({@code alive.lua}).
 *       {@code status} counts these.
 *   <li>{@code InboxScripts.retireIdle}, every 30 s in the worker's own partitions: deletes
 *       consumers that own nothing and have been idle for 4 leases, at least 1 min.
 * </ul>
 */
@NullMarked
package io.streamweir.internal.housekeeping;

import org.jspecify.annotations.NullMarked;
