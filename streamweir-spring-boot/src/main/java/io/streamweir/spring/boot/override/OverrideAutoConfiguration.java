package io.streamweir.spring.boot.override;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Runs pipelines as the properties say. */
@AutoConfiguration
@EnableConfigurationProperties(PipelineProperties.class)
public final class OverrideAutoConfiguration {
  @Bean
  static PipelineOverrides streamweirPipelineOverrides(
      ObjectProvider<PipelineProperties> properties) {
    return new PipelineOverrides(properties);
  }
}
