/**
 * Jobs: submit, submit in bulk, wait, look, cancel, and streams of what happens to them. Begin with
 * {@link io.streamweir.http.job.JobRoutes}.
 */
@NullMarked
package io.streamweir.http.job;

import org.jspecify.annotations.NullMarked;
