package io.streamweir.inspect;

import io.streamweir.pipeline.Priority;

/**
 * What waits and runs at one inbox.
 *
 * @param partition the partition, from 0
 * @param priority of the jobs whose entries are there
 * @param stage the stage, as far as this inbox is concerned
 */
public record InboxStatus(int partition, Priority priority, StageStatus stage) {}
