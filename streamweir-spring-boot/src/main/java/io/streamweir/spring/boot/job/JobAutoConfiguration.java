package io.streamweir.spring.boot.job;

import io.streamweir.pipeline.Pipeline;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Finds methods that handle jobs and that schedule them. */
@AutoConfiguration
public final class JobAutoConfiguration {
  @Bean
  static HandlerPipelines streamweirHandlerPipelines(Environment environment) {
    return new HandlerPipelines(environment);
  }

  @Bean
  ScheduledInputs streamweirScheduledInputs(
      ConfigurableListableBeanFactory beans,
      Environment environment,
      ObjectProvider<Pipeline<?>> pipelines) {
    return new ScheduledInputs(beans, environment, pipelines);
  }
}
