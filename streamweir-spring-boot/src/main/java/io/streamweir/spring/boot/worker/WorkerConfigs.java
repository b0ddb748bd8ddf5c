package io.streamweir.spring.boot.worker;

import io.micrometer.observation.ObservationRegistry;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.override.PipelineProperties;
import io.streamweir.worker.WorkerConfig;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;

/** How each worker runs: as the properties say, then as the application's own code changes it. */
final class WorkerConfigs {
  private final WorkerProperties all;
  private final PipelineProperties each;
  private final boolean virtualThreads;
  private final ObjectProvider<ObservationRegistry> observations;
  private final ObjectProvider<WorkerListener> listeners;
  private final ObjectProvider<WorkerConfigCustomizer> customizers;

  WorkerConfigs(
      WorkerProperties all,
      PipelineProperties each,
      boolean virtualThreads,
      ObjectProvider<ObservationRegistry> observations,
      ObjectProvider<WorkerListener> listeners,
      ObjectProvider<WorkerConfigCustomizer> customizers) {
    this.all = all;
    this.each = each;
    this.virtualThreads = virtualThreads;
    this.observations = observations;
    this.listeners = listeners;
    this.customizers = customizers;
  }

  StageChoice stages() {
    return new StageChoice(all.stages());
  }

  /** Whether this instance works on the pipeline at all. */
  boolean enabled(Pipeline<?> pipeline) {
    Boolean own = each.worker(pipeline.name()).enabled();
    return all.enabled() && (own == null || own) && stages().has(pipeline);
  }

  /** A new one for each start, since a worker's name is its own. */
  WorkerConfig of(Pipeline<?> pipeline) {
    PipelineProperties.Worker own = each.worker(pipeline.name());
    List<WorkerListener> heard = listeners.orderedStream().toList();
    WorkerConfig config =
        WorkerConfig.defaults()
            .withStages(stages().of(pipeline))
            .withLease(own.lease() == null ? all.lease() : own.lease())
            .withDrainTimeout(own.drainTimeout() == null ? all.drainTimeout() : own.drainTimeout())
            .withConcurrency(own.concurrency() == null ? all.concurrency() : own.concurrency())
            .withTapBound(all.tapBound())
            .withVirtualThreads(virtualThreads)
            .withListener(WorkerListener.joined(heard))
            .withObservations(observations.getIfUnique(() -> ObservationRegistry.NOOP));
    if (all.consumer() != null) {
      config = config.withConsumer(all.consumer());
    }
    for (WorkerConfigCustomizer customizer : customizers.orderedStream().toList()) {
      config = customizer.customize(pipeline.name(), config);
    }
    return config;
  }
}
