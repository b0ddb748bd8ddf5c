package io.streamweir.spring.boot.client;

import io.micrometer.observation.ObservationRegistry;
import io.streamweir.client.SubmitListener;
import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.connection.ConnectionAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Gives each pipeline bean a client to inject. */
@AutoConfiguration(after = ConnectionAutoConfiguration.class)
@EnableConfigurationProperties(ClientProperties.class)
public final class ClientAutoConfiguration {
  @Bean
  static ClientRegistrar streamweirClientRegistrar(Environment environment) {
    String connect = environment.getProperty("streamweir.client.connect", "lazy");
    return new ClientRegistrar(connect.equalsIgnoreCase("eager"));
  }

  @Bean(ClientRegistrar.CLIENTS)
  Clients streamweirClients(
      RedisLink link,
      ClientProperties properties,
      ObjectProvider<ObservationRegistry> observations,
      ObjectProvider<SubmitListener> listeners,
      ObjectProvider<ClientConfigCustomizer> customizers) {
    return new Clients(link, properties, observations, listeners, customizers);
  }
}
