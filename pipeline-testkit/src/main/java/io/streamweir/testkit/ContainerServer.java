package io.streamweir.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container. Its port is chosen here and bound, since a mapped one would change when
 * the container starts again. It is bound to the address at which Testcontainers reaches the
 * engine's machine: loopback, or the engine's gateway where the tests run in a container
 * themselves.
 */
final class ContainerServer implements RedisServer {
  private static final int REDIS_PORT = 6379;
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);

  private final GenericContainer<?> container;
  private final String host;
  private final int port;

  private ContainerServer(GenericContainer<?> container, String host, int port) {
    this.container = container;
    this.host = host;
    this.port = port;
  }

  static ContainerServer start(String image, List<String> config) {
    String host = engineHost();
    int port = FreePort.next();
    GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image));
    container.setPortBindings(List.of(binding(host) + port + ":" + REDIS_PORT));
    container.withCommand(command(image, config).toArray(String[]::new));
    container.withStartupCheckStrategy(new NoCheck());
    container.waitingFor(new NoWait());
    ContainerServer server = new ContainerServer(container, host, port);
    try {
      container.start();
      server.awaitAnswer();
      return server;
    } catch (ContainerLaunchException e) {
      throw new ServerStartException("cannot run a container of " + image, e);
    } catch (ServerStartException e) {
      server.close();
      throw e;
    }
  }

  /** Testcontainers can tell only when it has a client, and makes one for one thread at a time. */
  private static synchronized String engineHost() {
    DockerClientFactory factory = DockerClientFactory.instance();
    factory.client();
    return factory.dockerHostIpAddress();
  }

  /** We look ourselves whether the server runs, and tell what it printed where it does not. */
  private static final class NoCheck extends StartupCheckStrategy {
    @Override
    public StartupStatus checkStartupState(DockerClient client, String containerId) {
      return StartupStatus.SUCCESSFUL;
    }
  }

  private static final class NoWait extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }

  private static String binding(String host) {
    String address = host.equals("localhost") ? "127.0.0.1" : host;
    return address.matches("[0-9.]+") ? address + ":" : "";
  }

  private static List<String> command(String image, List<String> config) {
    List<String> command = new ArrayList<>();
    command.add(image.contains("valkey") ? "valkey-server" : "redis-server");
    command.addAll(List.of("--save", "", "--appendonly", "no", "--protected-mode", "no"));
    command.addAll(CommandLine.words(config));
    return command;
  }

  private void awaitAnswer() {
    Patience.await(START_DEADLINE, () -> Liveness.answers(host(), port) || !running());
    if (!running() || !Liveness.answers(host(), port)) {
      throw new ServerStartException(failure());
    }
  }

  private String failure() {
    InspectContainerResponse.ContainerState state = state();
    String what = running() ? "did not answer in time" : "ended with " + state.getExitCodeLong();
    return String.format(Locale.ROOT, "%s %s; it printed:%n%s", this, what, output());
  }

  private DockerClient docker() {
    return container.getDockerClient();
  }

  private InspectContainerResponse.ContainerState state() {
    return docker().inspectContainerCmd(container.getContainerId()).exec().getState();
  }

  private boolean running() {
    return Boolean.TRUE.equals(state().getRunning());
  }

  @Override
  public String host() {
    return host;
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
    if (running()) {
      docker().killContainerCmd(container.getContainerId()).exec();
      awaitEnd();
    }
  }

  @Override
  public void stop() {
    if (Boolean.TRUE.equals(state().getPaused())) {
      resume();
    }
    if (running()) {
      docker().stopContainerCmd(container.getContainerId()).exec();
      awaitEnd();
    }
  }

  private void awaitEnd() {
    if (!Patience.await(STOP_DEADLINE, () -> !running())) {
      throw new IllegalStateException(this + " does not end");
    }
  }

  @Override
  public void restart() {
    stop();
    docker().startContainerCmd(container.getContainerId()).exec();
    awaitAnswer();
  }

  @Override
  public void pause() {
    docker().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void resume() {
    docker().unpauseContainerCmd(container.getContainerId()).exec();
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
