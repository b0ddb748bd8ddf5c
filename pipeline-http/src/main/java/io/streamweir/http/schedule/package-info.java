/** The routes of schedules. Begin with {@link io.streamweir.http.schedule.ScheduleRoutes}. */
@NullMarked
package io.streamweir.http.schedule;

import org.jspecify.annotations.NullMarked;
