/**
 * Limits of a stage over all workers: how many entries run at once, and how many begin in a time.
 * Begin with {@link io.streamweir.internal.feature.limit.LimitedIntake}.
 *
 * <p>{@code LimitedIntake} asks {@code LaneLimit} ({@code limit.lua}) before it takes over or
 * reads. It never blocks in a read.
 */
@NullMarked
package io.streamweir.internal.feature.limit;

import org.jspecify.annotations.NullMarked;
