/**
 * Workers: the door of programs that run handlers, and the place where lanes are put together with
 * the features that a stage has.
 *
 * <p>Start at {@link io.streamweir.worker.Worker}, then {@code Assembly}, and {@code Lane} in
 * {@code io.streamweir.internal.lane}. What can be seen of a worker is next, in {@code
 * io.streamweir.inspect}.
 *
 * <p>When a worker starts, it agrees with the others on the pipeline ({@code PipelineMeta}, {@code
 * agree.lua}). It registers its schemas and the schedules of its code ({@code
 * ScheduleRegistration}). Then it starts one lane per stage and partition. A pipeline with
 * priorities has one for each of them. {@code Assembly} is the only class that knows all features:
 * it lists the intake, the rules and the upkeep of each lane. {@code Drain} ends a worker.
 */
@NullMarked
package io.streamweir.worker;

import org.jspecify.annotations.NullMarked;
