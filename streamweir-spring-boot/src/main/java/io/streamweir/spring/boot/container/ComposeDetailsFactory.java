package io.streamweir.spring.boot.container;

import io.streamweir.spring.boot.connection.StreamweirConnectionDetails;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/** Leads to a service of Docker Compose. */
final class ComposeDetailsFactory
    extends DockerComposeConnectionDetailsFactory<StreamweirConnectionDetails> {
  ComposeDetailsFactory() {
    super(RedisImages.NAMES.toArray(String[]::new));
  }

  @Override
  protected StreamweirConnectionDetails getDockerComposeConnectionDetails(
      DockerComposeConnectionSource source) {
    return new Details(source.getRunningService());
  }

  private static final class Details extends DockerComposeConnectionDetails
      implements StreamweirConnectionDetails {
    private final String uri;
    private final @Nullable SslBundle sslBundle;

    private Details(RunningService service) {
      super(service);
      this.sslBundle = getSslBundle(service);
      this.uri =
          RedisImages.uri(service.host(), service.ports().get(RedisImages.PORT), sslBundle != null);
    }

    @Override
    public String uri() {
      return uri;
    }

    @Override
    public @Nullable SslBundle sslBundle() {
      return sslBundle;
    }
  }
}
