package io.streamweir.spring.boot.container;

import io.streamweir.spring.boot.connection.StreamweirConnectionDetails;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/** Leads to a container of Testcontainers that has {@code @ServiceConnection}. */
final class ContainerDetailsFactory
    extends ContainerConnectionDetailsFactory<Container<?>, StreamweirConnectionDetails> {
  ContainerDetailsFactory() {
    super(RedisImages.NAMES);
  }

  @Override
  protected StreamweirConnectionDetails getContainerConnectionDetails(
      ContainerConnectionSource<Container<?>> source) {
    return new Details(source);
  }

  private static final class Details extends ContainerConnectionDetails<Container<?>>
      implements StreamweirConnectionDetails {
    private Details(ContainerConnectionSource<Container<?>> source) {
      super(source);
    }

    @Override
    public String uri() {
      int port = getContainer().getMappedPort(RedisImages.PORT);
      return RedisImages.uri(getContainer().getHost(), port, sslBundle() != null);
    }

    @Override
    public @Nullable SslBundle sslBundle() {
      return getSslBundle();
    }
  }
}
