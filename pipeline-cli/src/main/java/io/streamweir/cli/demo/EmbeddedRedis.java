package io.streamweir.cli.demo;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Redis server of our own on a free loopback port, which keeps nothing on disk. It runs below a
 * shell that ends it when this process ends, however that happens: the shell waits at the other end
 * of a pipe.
 */
final class EmbeddedRedis implements AutoCloseable {
  private static final int PORT_ATTEMPTS = 5;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * Ctrl-C and the end of a terminal reach all its processes: the shell leaves it to the demo to
   * end things in order. Where the demo is killed, so that nobody says stop, it deletes the demo's
   * directory too.
   */
  private static final String GUARD =
      """
      trap '' INT HUP QUIT
      trap : TERM
      directory=$1
      shift
      "$@" >"$directory/redis.log" 2>&1 </dev/null &
      server=$!
      word=
      read -r word
      kill "$server" 2>/dev/null
      wait "$server"
      [ -n "$word" ] || rm -rf "$directory"
      """;

  private final Process guard;
  private final RedisConfig config;

  private EmbeddedRedis(Process guard, RedisConfig config) {
    this.guard = guard;
    this.config = config;
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param directory where it may keep what it needs; whoever owns it deletes it
   */
  static EmbeddedRedis start(Path directory) throws IOException, InterruptedException {
    Path binary = RedisBinary.find(directory);
    Path log = directory.resolve("redis.log");
    for (int attempt = 1; ; attempt++) {
      EmbeddedRedis redis = launch(binary, directory, freePort());
      if (redis.answers()) {
        return redis;
      }
      redis.close();
      String output = Files.readString(log).strip();
      boolean portTaken = output.contains("in use");
      if (!portTaken || attempt == PORT_ATTEMPTS) {
        throw new CommandFailedException(
            "the embedded Redis does not start; use one of your own with --redis URI. It printed:\n"
                + output);
      }
    }
  }

  private static EmbeddedRedis launch(Path binary, Path directory, int port) throws IOException {
    List<String> command =
        List.of(
            "/bin/sh",
            "-c",
            GUARD,
            "streamweir-redis",
            directory.toString(),
            binary.toString(),
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--dir",
            directory.toString(),
            "--save",
            "",
            "--appendonly",
            "no");
    Process guard =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new EmbeddedRedis(guard, RedisConfig.of("redis://127.0.0.1:" + port));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() - deadline < 0 && guard.isAlive()) {
      try (RedisLink link = RedisLink.open(config)) {
        return running();
      } catch (RedisCallException e) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return false;
  }

  /** Whether it is our server that answers, and not somebody else's that took the port first. */
  private boolean running() {
    return guard.descendants().findAny().isPresent();
  }

  /** Where it listens. */
  RedisConfig config() {
    return config;
  }

  @Override
  public void close() {
    List<ProcessHandle> all = guard.descendants().toList();
    try {
      guard.getOutputStream().write("stop\n".getBytes(StandardCharsets.US_ASCII));
      guard.getOutputStream().close();
      guard.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      // Ended before.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
    guard.destroyForcibly();
  }
}
