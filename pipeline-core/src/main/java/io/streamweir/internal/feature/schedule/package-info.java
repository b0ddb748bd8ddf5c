/**
 * Schedules: jobs by the clock. Begin with {@link
 * io.streamweir.internal.feature.schedule.ScheduleTicker} and {@code fire.lua}.
 */
@NullMarked
package io.streamweir.internal.feature.schedule;

import org.jspecify.annotations.NullMarked;
