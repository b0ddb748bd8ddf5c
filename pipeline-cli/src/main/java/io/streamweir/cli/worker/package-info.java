/**
 * {@code worker} and {@code monitor}: processes that run until they are stopped, with an HTTP port
 * for metrics and probes.
 *
 * <p>Start at {@link io.streamweir.cli.worker.WorkerCommand}, then {@link
 * io.streamweir.cli.worker.WorkerRun}.
 */
@NullMarked
package io.streamweir.cli.worker;

import org.jspecify.annotations.NullMarked;
