/**
 * The shipped pipeline {@code access-log}: counts the requests of a web server's access log and
 * finds those that someone should look at. A line becomes an event ({@code parse}), the event is
 * classified ({@code classify}), counters change and findings come out ({@code tally}).
 *
 * <p>Start at {@link io.streamweir.stages.accesslog.AccessLogPipeline}; what it counted is read by
 * {@link io.streamweir.stages.accesslog.AccessLogReport}. No package comes next.
 */
@NullMarked
package io.streamweir.stages.accesslog;

import org.jspecify.annotations.NullMarked;
