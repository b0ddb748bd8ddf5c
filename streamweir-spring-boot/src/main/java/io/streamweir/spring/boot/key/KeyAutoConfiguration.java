package io.streamweir.spring.boot.key;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.override.OverrideAutoConfiguration;
import io.streamweir.spring.boot.override.PipelineProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** Complains at the start of properties that mean nothing. */
@AutoConfiguration(after = OverrideAutoConfiguration.class)
public final class KeyAutoConfiguration {
  @Bean
  static LazyInitializationExcludeFilter streamweirKeyCheckIsNeverLazy() {
    return LazyInitializationExcludeFilter.forBeanTypes(KeyCheck.class);
  }

  @Bean
  KeyCheck streamweirKeyCheck(
      ConfigurableEnvironment environment,
      PipelineProperties properties,
      ObjectProvider<Pipeline<?>> pipelines) {
    return new KeyCheck(environment, properties, pipelines);
  }
}
