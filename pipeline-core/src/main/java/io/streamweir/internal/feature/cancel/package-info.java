/**
 * Cancelled jobs: workers hear of them and stop. Begin with {@link
 * io.streamweir.internal.feature.cancel.CancelledJobs} and {@code cancel.lua}.
 *
 * <p>The answer of {@code promote.lua} tells each worker what was cancelled since its last look.
 * {@code CancelledJobs} then interrupts the handlers of these jobs.
 */
@NullMarked
package io.streamweir.internal.feature.cancel;

import org.jspecify.annotations.NullMarked;
