/**
 * Cancelled jobs: workers hear of them and stop. Begin with {@link
 * io.streamweir.internal.feature.cancel.CancelledJobs} and {@code cancel.lua}.
 */
@NullMarked
package io.streamweir.internal.feature.cancel;

import org.jspecify.annotations.NullMarked;
