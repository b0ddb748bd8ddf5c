package io.streamweir.internal.lane;

import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.feature.keyed.OwnedIntake;
import io.streamweir.internal.feature.limit.LaneLimit;
import io.streamweir.internal.settle.Settler;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one lane is made of.
 *
 * @param limit keeps the lane within its stage's limits; null where it has none
 * @param intake lets the lane of a keyed stage read what it owns; null for other stages
 * @param reintroduce makes the pipeline and its schemas known to a Redis that has lost its data
 */
public record LaneParts(
    WorkerListener.LaneId id,
    String inbox,
    RedisLink link,
    EntryReader reader,
    InHand inHand,
    @Nullable LaneLimit limit,
    @Nullable OwnedIntake intake,
    Downstream downstream,
    Settler settler,
    EntryRun<?, ?> run,
    Crew crew,
    int concurrency,
    Reclaimer reclaimer,
    InboxScripts scripts,
    Duration lease,
    Duration retention,
    long tapBound,
    Runnable reintroduce,
    WorkerListener listener) {}
