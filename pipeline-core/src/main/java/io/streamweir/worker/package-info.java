/**
 * How work is done: lanes read, handle and settle; beside them leases are renewed, abandoned
 * entries reclaimed, due ones promoted and settled ones trimmed.
 *
 * <p>Start at {@link io.streamweir.worker.Worker}, then {@code Lane}. What can be seen of it is
 * next, in {@code io.streamweir.inspect}.
 */
@NullMarked
package io.streamweir.worker;

import org.jspecify.annotations.NullMarked;
