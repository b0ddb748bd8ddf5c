/**
 * What is exported all the time: meters of what a worker does, and gauges of what waits on the
 * server, in any Micrometer registry.
 *
 * <p>Start at {@link io.streamweir.metrics.WorkerMetrics} and {@link
 * io.streamweir.metrics.BacklogMetrics}; the names are in {@link
 * io.streamweir.metrics.MetricNames}. This is the last package of the engine.
 */
@NullMarked
package io.streamweir.metrics;

import org.jspecify.annotations.NullMarked;
