/**
 * {@code job}, {@code cancel}, {@code results} and {@code delayed}: what became of a job, and what
 * waits for its time.
 *
 * <p>Start at {@link io.streamweir.cli.job.JobCommand}.
 */
@NullMarked
package io.streamweir.cli.job;

import org.jspecify.annotations.NullMarked;
