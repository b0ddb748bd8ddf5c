package io.streamweir.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server that is a process of this machine. */
final class ProcessServer implements RedisServer {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);
  private static final int PORT_ATTEMPTS = 5;

  /** As glibc and as musl, with which the embedded binary is built, call it. */
  private static final Pattern PORT_TAKEN = Pattern.compile("Address (already )?in use");

  private final Path binary;
  private final List<String> config;
  private final int port;
  private final boolean sentinel;
  private final ScratchDirectory directory = ScratchDirectory.create("streamweir-redis-");
  private @Nullable ChildProcess process;

  private ProcessServer(Path binary, List<String> config, int port, boolean sentinel) {
    this.binary = binary;
    this.config = List.copyOf(config);
    this.port = port;
    this.sentinel = sentinel;
  }

  /** Another process may take a free port before the server binds it: then the next port. */
  static ProcessServer start(Path binary, List<String> config) {
    return start(binary, config, FreePort::next);
  }

  static ProcessServer start(Path binary, List<String> config, IntSupplier ports) {
    return start(binary, config, ports, false);
  }

  /** A sentinel, which watches nothing yet. */
  static ProcessServer startSentinel(Path binary, List<String> config) {
    List<String> all = new ArrayList<>(List.of("--sentinel"));
    all.addAll(config);
    return start(binary, all, FreePort::next, true);
  }

  private static ProcessServer start(
      Path binary, List<String> config, IntSupplier ports, boolean sentinel) {
    for (int attempt = 1; ; attempt++) {
      ProcessServer server = new ProcessServer(binary, config, ports.getAsInt(), sentinel);
      AtJvmExit.close(server);
      try {
        server.launch();
        return server;
      } catch (ServerStartException e) {
        boolean portWasTaken = PORT_TAKEN.matcher(server.output()).find();
        server.close();
        if (!portWasTaken || attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void launch() {
    ChildProcess child = spawn();
    process = child;
    Patience.await(Patience.PATIENCE, () -> !child.isAlive() || answers(child));
    if (!answers(child)) {
      throw failure(child);
    }
  }

  private boolean answers(ChildProcess child) {
    return child.isAlive() && Liveness.answers(LOOPBACK, port, child.pid());
  }

  private ChildProcess spawn() {
    try {
      if (sentinel && Files.notExists(sentinelFile())) {
        Files.createFile(sentinelFile());
      }
      return ChildProcess.start(command(), log());
    } catch (IOException e) {
      throw new ServerStartException("cannot run " + binary, e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    if (sentinel) {
      command.add(sentinelFile().toString());
    }
    command.addAll(List.of("--bind", LOOPBACK, "--port", Integer.toString(port)));
    command.addAll(List.of("--dir", directory.path().toString()));
    command.addAll(List.of("--save", "", "--appendonly", "no"));
    command.addAll(CommandLine.words(config));
    return command;
  }

  private ServerStartException failure(ChildProcess child) {
    String what = child.isAlive() ? "did not answer in time" : "ended with " + child.exitStatus();
    return new ServerStartException(
        String.format(
            Locale.ROOT, "%s on port %d %s; it printed:%n%s", binary, port, what, output()));
  }

  /** Where a sentinel keeps what it knows; it refuses to start without. */
  private Path sentinelFile() {
    return directory.file("sentinel.conf");
  }

  private Path log() {
    return directory.file("server.log");
  }

  @Override
  public String host() {
    return LOOPBACK;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public synchronized OptionalLong pid() {
    ChildProcess child = process;
    return child != null && child.isAlive() ? OptionalLong.of(child.pid()) : OptionalLong.empty();
  }

  @Override
  public String output() {
    return ChildProcess.tail(log());
  }

  @Override
  public synchronized void kill() {
    if (process != null) {
      process.kill();
    }
  }

  @Override
  public synchronized void stop() {
    if (process == null || !process.isAlive()) {
      return;
    }
    process.resume();
    process.terminate();
    if (!process.endsWithin(STOP_DEADLINE)) {
      process.kill();
    }
  }

  @Override
  public synchronized void restart() {
    stop();
    launch();
  }

  @Override
  public synchronized void pause() {
    running().pause();
  }

  @Override
  public synchronized void resume() {
    running().resume();
  }

  private ChildProcess running() {
    ChildProcess child = process;
    if (child == null || !child.isAlive()) {
      throw new IllegalStateException("the server on port " + port + " does not run");
    }
    return child;
  }

  @Override
  public synchronized void close() {
    kill();
    directory.close();
    AtJvmExit.forget(this);
  }

  @Override
  public String toString() {
    return "RedisServer[" + uri() + "]";
  }
}
