/**
 * What is going on: status, dead letters, counters and an audit of the live server. Plain reads, so
 * that an observer needs no more than that.
 *
 * <p>Start at {@link io.streamweir.inspect.Inspector}. What is exported all the time is next, in
 * {@code io.streamweir.metrics}.
 */
@NullMarked
package io.streamweir.inspect;

import org.jspecify.annotations.NullMarked;
