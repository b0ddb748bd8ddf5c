package io.streamweir.spring.boot.endpoint;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.connection.ConnectionAutoConfiguration;
import io.streamweir.spring.boot.worker.PipelineWorkers;
import io.streamweir.spring.boot.worker.WorkerAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Shows the pipelines of the application by Actuator. */
@AutoConfiguration(after = {ConnectionAutoConfiguration.class, WorkerAutoConfiguration.class})
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(RedisLink.class)
public final class EndpointAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnAvailableEndpoint
  StreamweirEndpoint streamweirEndpoint(
      RedisLink link,
      ObjectProvider<Pipeline<?>> pipelines,
      ObjectProvider<PipelineWorkers> workers) {
    return new StreamweirEndpoint(link, pipelines, workers);
  }

  @Bean
  @ConditionalOnEnabledInfoContributor("streamweir")
  StreamweirInfoContributor streamweirInfoContributor(ObjectProvider<Pipeline<?>> pipelines) {
    return new StreamweirInfoContributor(pipelines);
  }
}
