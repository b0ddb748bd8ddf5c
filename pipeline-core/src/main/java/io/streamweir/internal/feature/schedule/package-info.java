/**
 * Schedules: jobs by the clock. Begin with {@link
 * io.streamweir.internal.feature.schedule.ScheduleTicker} and {@code fire.lua}.
 *
 * <p>If {@code promote.lua} finds schedules due, {@code ScheduleTicker} reads their definitions.
 * {@code FirePlan} says which fires to submit, and {@code fire.lua} submits each, unless another
 * worker has done so. {@code ScheduleRegistration.restore} runs every 5 s if code defines
 * schedules. It makes known again what Redis has lost.
 */
@NullMarked
package io.streamweir.internal.feature.schedule;

import org.jspecify.annotations.NullMarked;
