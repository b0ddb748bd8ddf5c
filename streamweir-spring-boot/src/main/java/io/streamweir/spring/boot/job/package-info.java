/**
 * Methods of beans that handle jobs and that schedule them. Begin with {@link
 * io.streamweir.spring.boot.job.JobHandler}; {@link io.streamweir.spring.boot.job.JobSchedule}
 * comes next.
 */
@NullMarked
package io.streamweir.spring.boot.job;

import org.jspecify.annotations.NullMarked;
