package io.streamweir.spring.boot.worker;

import io.micrometer.observation.ObservationRegistry;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.connection.ConnectionAutoConfiguration;
import io.streamweir.spring.boot.override.OverrideAutoConfiguration;
import io.streamweir.spring.boot.override.PipelineProperties;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Runs a worker of each pipeline bean. */
@AutoConfiguration(after = {ConnectionAutoConfiguration.class, OverrideAutoConfiguration.class})
@EnableConfigurationProperties(WorkerProperties.class)
public final class WorkerAutoConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerAutoConfiguration.class);
  private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

  @Bean
  static LazyInitializationExcludeFilter streamweirWorkersAreNeverLazy() {
    return LazyInitializationExcludeFilter.forBeanTypes(PipelineWorkers.class);
  }

  @Bean
  WorkerConfigs streamweirWorkerConfigs(
      WorkerProperties all,
      PipelineProperties each,
      Environment environment,
      ObjectProvider<ObservationRegistry> observations,
      ObjectProvider<WorkerListener> listeners,
      ObjectProvider<WorkerConfigCustomizer> customizers) {
    return new WorkerConfigs(
        all, each, Threading.VIRTUAL.isActive(environment), observations, listeners, customizers);
  }

  @Bean
  PipelineWorkers streamweirWorkers(
      RedisLink link,
      WorkerConfigs configs,
      Environment environment,
      ObjectProvider<Pipeline<?>> pipelines,
      ObjectProvider<PipelineCustomizer> customizers) {
    List<Pipeline<?>> all = pipelines.orderedStream().toList();
    configs.stages().check(all);
    List<Pipeline<?>> worked = all.stream().filter(configs::enabled).toList();
    worked.forEach(pipeline -> warn(pipeline, configs, environment));
    return new PipelineWorkers(
        worked.stream()
            .map(
                pipeline ->
                    new PipelineWorker(
                        link, pipeline, each -> customized(each, customizers), configs))
            .toList());
  }

  private static Pipeline<?> customized(
      Pipeline<?> pipeline, ObjectProvider<PipelineCustomizer> customizers) {
    Pipeline<?> customized = pipeline;
    for (PipelineCustomizer customizer : customizers.orderedStream().toList()) {
      customized = customizer.customize(customized);
    }
    return customized;
  }

  private static void warn(Pipeline<?> pipeline, WorkerConfigs configs, Environment environment) {
    Duration drain = configs.of(pipeline).drainTimeout();
    Duration phase = DurationStyle.detectAndParse(environment.getProperty(PHASE_TIMEOUT, "30s"));
    if (drain.compareTo(phase) >= 0) {
      LOG.warn(
          "pipeline {} may take {} to drain, but the application waits only {}: raise {}, or lower"
              + " streamweir.worker.drain-timeout",
          pipeline.name(),
          drain,
          phase,
          PHASE_TIMEOUT);
    }
  }
}
