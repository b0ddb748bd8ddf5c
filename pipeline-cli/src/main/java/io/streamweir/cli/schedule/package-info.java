/**
 * {@code schedule}: what submits jobs by the clock.
 *
 * <p>Start at {@link io.streamweir.cli.schedule.ScheduleCommand}.
 */
@NullMarked
package io.streamweir.cli.schedule;

import org.jspecify.annotations.NullMarked;
