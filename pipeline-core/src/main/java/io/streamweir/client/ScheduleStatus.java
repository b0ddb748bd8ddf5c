package io.streamweir.client;

import io.streamweir.internal.feature.schedule.ScheduleDefinition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a schedule stands.
 *
 * @param name its name
 * @param partition the one that its jobs go to, from 0
 * @param definition what it says; null where that cannot be read
 * @param defect why it cannot be read; empty where it can
 * @param paused whether it is kept without being fired; one that is retired is paused too
 * @param due when it fires next, or would if it were not paused; null where Redis has lost that
 * @param late how long ago that was, by the server's clock; zero where it is to come, or paused
 */
public record ScheduleStatus(
    String name,
    int partition,
    @Nullable ScheduleDefinition definition,
    String defect,
    boolean paused,
    @Nullable Instant due,
    Duration late) {}
