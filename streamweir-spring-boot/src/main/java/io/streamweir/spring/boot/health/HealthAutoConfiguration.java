package io.streamweir.spring.boot.health;

import io.streamweir.spring.boot.worker.PipelineWorkers;
import io.streamweir.spring.boot.worker.WorkerAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/** Says in the application's health how the workers of its pipelines are. */
@AutoConfiguration(after = WorkerAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(PipelineWorkers.class)
public final class HealthAutoConfiguration {
  @Bean
  @ConditionalOnEnabledHealthIndicator("streamweir")
  @ConditionalOnMissingBean(name = "streamweirHealthContributor")
  PipelinesHealth streamweirHealthContributor(PipelineWorkers workers) {
    return new PipelinesHealth(workers);
  }
}
