package io.streamweir.inspect;

import io.streamweir.pipeline.Priority;

/**
 * One worker at one inbox, as the consumer group has it.
 *
 * @param worker the worker's name in the group
 * @param stage the stage that it works on
 * @param partition the partition, from 0
 * @param priority of the jobs whose entries are there
 * @param pending entries that it was given and has not settled
 * @param oldestPendingSeconds age, since it entered the inbox, of the oldest of these; 0 for none
 * @param oldestDeliveredSeconds for how long it has had the one that it has had for longest, by its
 *     last word, and at least since the oldest of these was last renewed; 0 for none
 * @param idleSeconds since it last said that it lives, asked for entries, or renewed or took over
 *     some
 */
public record LaneStatus(
    String worker,
    String stage,
    int partition,
    Priority priority,
    long pending,
    double oldestPendingSeconds,
    double oldestDeliveredSeconds,
    double idleSeconds) {}
