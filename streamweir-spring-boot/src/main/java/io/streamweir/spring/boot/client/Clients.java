package io.streamweir.spring.boot.client;

import io.micrometer.observation.ObservationRegistry;
import io.streamweir.client.ClientConfig;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitListener;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.unit.DataSize;

/** Makes the client of each pipeline, as {@link ClientRegistrar} has registered it. */
public final class Clients {
  private final RedisLink link;
  private final ClientProperties properties;
  private final ObjectProvider<ObservationRegistry> observations;
  private final ObjectProvider<SubmitListener> listeners;
  private final ObjectProvider<ClientConfigCustomizer> customizers;

  Clients(
      RedisLink link,
      ClientProperties properties,
      ObjectProvider<ObservationRegistry> observations,
      ObjectProvider<SubmitListener> listeners,
      ObjectProvider<ClientConfigCustomizer> customizers) {
    this.link = link;
    this.properties = properties;
    this.observations = observations;
    this.listeners = listeners;
    this.customizers = customizers;
  }

  /** A new client, which is to be closed. */
  public <I> JobClient<I> client(Pipeline<I> pipeline) {
    ClientConfig config = config(pipeline.name());
    return properties.connect() == ClientProperties.Connect.EAGER
        ? JobClient.connect(link, pipeline, config)
        : JobClient.connectLater(link, pipeline, config);
  }

  private ClientConfig config(String pipeline) {
    DataSize maxPayload = properties.maxPayload();
    ClientConfig config =
        ClientConfig.defaults()
            .withSubmitTimeout(properties.submitTimeout())
            .withPollInterval(properties.pollInterval())
            .withMaxPayloadBytes(Math.toIntExact(maxPayload.toBytes()))
            .withObservations(observations.getIfUnique(() -> ObservationRegistry.NOOP))
            .withListener(SubmitListener.joined(listeners.orderedStream().toList()));
    for (ClientConfigCustomizer customizer : customizers.orderedStream().toList()) {
      config = customizer.customize(pipeline, config);
    }
    return config;
  }
}
