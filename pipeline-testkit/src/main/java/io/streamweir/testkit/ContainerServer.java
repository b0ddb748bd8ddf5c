package io.streamweir.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container. Its host port is chosen here and bound, since a mapped one would change
 * when the container starts again.
 */
final class ContainerServer implements RedisServer {
  private static final int REDIS_PORT = 6379;
  private static final String READY = ".*Ready to accept connections.*";
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);

  private final GenericContainer<?> container;
  private final int port;

  private ContainerServer(GenericContainer<?> container, int port) {
    this.container = container;
    this.port = port;
  }

  static ContainerServer start(String image, List<String> config) {
    int port = FreePort.next();
    GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image));
    container.setPortBindings(List.of("127.0.0.1:" + port + ":" + REDIS_PORT));
    container.withCommand(command(image, config).toArray(String[]::new));
    container.waitingFor(Wait.forLogMessage(READY, 1).withStartupTimeout(START_DEADLINE));
    ContainerServer server = new ContainerServer(container, port);
    container.start();
    server.awaitAnswer();
    return server;
  }

  private static List<String> command(String image, List<String> config) {
    List<String> command = new ArrayList<>();
    command.add(image.contains("valkey") ? "valkey-server" : "redis-server");
    command.addAll(List.of("--save", "", "--appendonly", "no", "--protected-mode", "no"));
    command.addAll(CommandLine.words(config));
    return command;
  }

  private void awaitAnswer() {
    if (!Patience.await(START_DEADLINE, () -> Liveness.answers(host(), port))) {
      throw new ServerStartException(
          "%s did not answer; it printed:%n%s".formatted(this, output()));
    }
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public String output() {
    return container.getLogs();
  }

  @Override
  public void kill() {
    container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void stop() {
    container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void restart() {
    container.getDockerClient().restartContainerCmd(container.getContainerId()).exec();
    awaitAnswer();
  }

  @Override
  public void pause() {
    container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void resume() {
    container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void close() {
    container.close();
  }

  @Override
  public String toString() {
    return "RedisServer[" + container.getDockerImageName() + ", port " + port + "]";
  }
}
