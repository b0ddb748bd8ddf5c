package io.streamweir.spring.boot.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.streamweir.metrics.BuildMetrics;
import io.streamweir.metrics.ClientMetrics;
import io.streamweir.metrics.WorkerMetrics;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.connection.ConnectionAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Counts and times in the application's meter registry what its workers and clients do. */
@AutoConfiguration(
    after = ConnectionAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.metrics.autoconfigure"
            + ".CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({MeterRegistry.class, RedisLink.class})
@EnableConfigurationProperties(MetricsProperties.class)
public final class MetricsAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  WorkerMetrics streamweirWorkerMetrics(MeterRegistry registry, RedisLink link) {
    return new WorkerMetrics(registry, link);
  }

  @Bean
  @ConditionalOnMissingBean
  ClientMetrics streamweirClientMetrics(MeterRegistry registry, RedisLink link) {
    return new ClientMetrics(registry, link);
  }

  @Bean
  @ConditionalOnMissingBean
  BuildMetrics streamweirBuildMetrics() {
    return new BuildMetrics();
  }

  @Bean
  @ConditionalOnProperty(name = "streamweir.metrics.backlog", matchIfMissing = true)
  BacklogExport streamweirBacklogExport(
      MeterRegistry registry,
      RedisLink link,
      ObjectProvider<Pipeline<?>> pipelines,
      MetricsProperties properties) {
    return new BacklogExport(registry, link, () -> pipelines.orderedStream().toList(), properties);
  }
}
