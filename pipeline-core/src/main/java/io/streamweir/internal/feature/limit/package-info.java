/**
 * Limits of a stage over all workers: how many entries run at once, and how many begin in a time.
 * Begin with {@link io.streamweir.internal.feature.limit.Limits}.
 *
 * <p>{@code LimitedIntake} asks its {@code LaneLimit} before it takes over or reads. It never
 * blocks in a read. {@code StageLimit} asks Redis ({@code limit.lua}) for all lanes of a worker. A
 * place is what lets one handler run; it goes from lane to lane while the worker has entries.
 */
@NullMarked
package io.streamweir.internal.feature.limit;

import org.jspecify.annotations.NullMarked;
