package io.streamweir.spring.boot.worker;

import io.streamweir.worker.WorkerConfig;

/** Changes how a worker runs, after the properties. Beans of this type are called in order. */
@FunctionalInterface
public interface WorkerConfigCustomizer {
  /**
   * The configuration to use in place of this one.
   *
   * @param pipeline the pipeline's name
   */
  WorkerConfig customize(String pipeline, WorkerConfig config);
}
