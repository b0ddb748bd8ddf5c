package io.streamweir.spring.boot.worker;

import io.streamweir.pipeline.Pipeline;

/**
 * Changes a pipeline just before a worker of it starts. What it throws fails the start of the
 * application. Beans of this type are called in order.
 */
@FunctionalInterface
public interface PipelineCustomizer {
  /** The pipeline to work on in place of this one. */
  Pipeline<?> customize(Pipeline<?> pipeline);
}
