/**
 * Workers: the door of programs that run handlers, and the place where lanes are put together with
 * the features that a stage has.
 *
 * <p>Start at {@link io.streamweir.worker.Worker}, then {@code Assembly}, and {@code Lane} in
 * {@code io.streamweir.internal.lane}. What can be seen of it is next, in {@code
 * io.streamweir.inspect}.
 */
@NullMarked
package io.streamweir.worker;

import org.jspecify.annotations.NullMarked;
