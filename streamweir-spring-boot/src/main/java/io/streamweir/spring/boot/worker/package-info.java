/**
 * The workers of all pipeline beans. Begin with {@link
 * io.streamweir.spring.boot.worker.PipelineWorkers}, which the application starts and stops.
 */
@NullMarked
package io.streamweir.spring.boot.worker;

import org.jspecify.annotations.NullMarked;
