package io.streamweir.spring.boot.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.Engine;
import io.streamweir.spring.boot.connection.StreamweirConnectionDetails;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.mock.env.MockEnvironment;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** The connections that Boot makes of containers, with a server of this machine in their place. */
@WithRedis
class ContainersIT {
  /** A container that is the server already. */
  static final class Running extends GenericContainer<Running> {
    private final RedisServer server;

    Running(String image, RedisServer server) {
      super(DockerImageName.parse(image));
      this.server = server;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public String getHost() {
      return server.host();
    }

    @Override
    public Integer getMappedPort(int port) {
      assertThat(port).isEqualTo(6379);
      return server.port();
    }
  }

  /** Which server; the context is not to close it. */
  record Shared(RedisServer server) {}

  @Configuration(proxyBeanMethods = false)
  static class RedisImage {
    @Bean
    @ServiceConnection(name = "redis")
    Running redis(Shared shared) {
      return new Running("redis:8", shared.server());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ValkeyImage {
    @Bean
    @ServiceConnection(name = "valkey/valkey")
    Running valkey(Shared shared) {
      return new Running("valkey/valkey:9", shared.server());
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {RedisImage.class, ValkeyImage.class})
  void leadToAContainerWithAServiceConnection(Class<?> container, RedisSpace space) {
    Engine.runner()
        .withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class))
        .withClassLoader(new FilteredClassLoader(RedisOperations.class))
        .withBean(Shared.class, () -> new Shared(space.server()))
        .withUserConfiguration(container)
        .withPropertyValues("streamweir.redis.uri=redis://nowhere:1")
        .run(
            context -> {
              assertThat(context).hasSingleBean(StreamweirConnectionDetails.class);
              RedisLink link = context.getBean(RedisLink.class);
              link.shared();
              assertThat(link.connected()).isTrue();
            });
  }

  /** A service of Docker Compose that is the server already. */
  private record Service(String repository, RedisServer server) implements RunningService {
    @Override
    public String name() {
      return "store";
    }

    @Override
    public ImageReference image() {
      return ImageReference.of(repository);
    }

    @Override
    public String host() {
      return server.host();
    }

    @Override
    public ConnectionPorts ports() {
      return new ConnectionPorts() {
        @Override
        public int get(int port) {
          assertThat(port).isEqualTo(6379);
          return server.port();
        }

        @Override
        public List<Integer> getAll() {
          return List.of(server.port());
        }

        @Override
        public List<Integer> getAll(String protocol) {
          return getAll();
        }
      };
    }

    @Override
    public Map<String, String> env() {
      return Map.of();
    }

    @Override
    public Map<String, String> labels() {
      return Map.of();
    }
  }

  /** Boot makes sources of its own services alone. */
  private static DockerComposeConnectionSource source(RunningService service) throws Exception {
    Constructor<DockerComposeConnectionSource> made =
        DockerComposeConnectionSource.class.getDeclaredConstructor(
            RunningService.class, Environment.class);
    made.setAccessible(true);
    return made.newInstance(service, new MockEnvironment());
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis:8", "valkey/valkey:9", "redis/redis-stack-server:7.4.0-v3"})
  void leadToAServiceOfDockerCompose(String image, RedisSpace space) throws Exception {
    Map<Class<?>, ConnectionDetails> found =
        new ConnectionDetailsFactories(getClass().getClassLoader())
            .getConnectionDetails(source(new Service(image, space.server())), true);
    assertThat(found.get(StreamweirConnectionDetails.class))
        .isInstanceOfSatisfying(
            StreamweirConnectionDetails.class,
            details -> {
              assertThat(details.uri()).isEqualTo(space.uri());
              assertThat(details.sslBundle()).isNull();
            });
  }
}
