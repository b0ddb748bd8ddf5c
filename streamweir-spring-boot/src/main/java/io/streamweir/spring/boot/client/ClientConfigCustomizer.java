package io.streamweir.spring.boot.client;

import io.streamweir.client.ClientConfig;

/** Changes how a client behaves, after the properties. Beans of this type are called in order. */
@FunctionalInterface
public interface ClientConfigCustomizer {
  /**
   * The configuration to use in place of this one.
   *
   * @param pipeline the pipeline's name
   */
  ClientConfig customize(String pipeline, ClientConfig config);
}
