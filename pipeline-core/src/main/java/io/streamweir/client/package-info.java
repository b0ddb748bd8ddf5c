/**
 * How work gets in and results out.
 *
 * <p>Start at {@link io.streamweir.client.JobClient}. How the work is done is next, in {@code
 * io.streamweir.worker}.
 */
@NullMarked
package io.streamweir.client;

import org.jspecify.annotations.NullMarked;
