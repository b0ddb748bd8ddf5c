package io.streamweir.spring.boot.health;

import io.streamweir.spring.boot.worker.PipelineWorker;
import io.streamweir.spring.boot.worker.PipelineWorkers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;

/** The health of each pipeline that has a worker in this process, by the pipeline's name. */
final class PipelinesHealth implements CompositeHealthContributor {
  private final PipelineWorkers workers;

  PipelinesHealth(PipelineWorkers workers) {
    this.workers = workers;
  }

  @Override
  public @Nullable HealthContributor getContributor(String name) {
    return workers.workers().stream()
        .filter(worker -> worker.pipeline().name().equals(name))
        .findFirst()
        .map(PipelineHealthIndicator::new)
        .orElse(null);
  }

  @Override
  public Stream<Entry> stream() {
    return workers.workers().stream().map(PipelinesHealth::entry);
  }

  private static Entry entry(PipelineWorker worker) {
    return new Entry(worker.pipeline().name(), new PipelineHealthIndicator(worker));
  }
}
