/**
 * Limits of a stage over all workers: how many entries run at once, and how many begin in a time.
 * Begin with {@link io.streamweir.internal.feature.limit.LimitedIntake}.
 */
@NullMarked
package io.streamweir.internal.feature.limit;

import org.jspecify.annotations.NullMarked;
