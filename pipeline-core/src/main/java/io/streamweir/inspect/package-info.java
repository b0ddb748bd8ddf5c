/**
 * What is going on: status, jobs, dead letters, counters and an audit of the live server. These are
 * plain reads, so that an observer needs no more. What an operator changes is here, too: {@link
 * io.streamweir.inspect.DeadLetters} are replayed, {@link io.streamweir.inspect.Purge} ends jobs,
 * {@link io.streamweir.inspect.RunNow} makes them due.
 *
 * <p>Start at {@link io.streamweir.inspect.Inspector}. What is exported all the time is next, in
 * {@code io.streamweir.metrics}.
 */
@NullMarked
package io.streamweir.inspect;

import org.jspecify.annotations.NullMarked;
