package io.streamweir.cli.demo;

import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.session.RedisOptions;
import io.streamweir.redis.RedisConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A worker that is a process of its own, as in production, and that ends when this process does.
 */
final class WorkerProcess {
  /** By its name: where the process starts is behind all commands, of which this is one. */
  private static final String MAIN = "io.streamweir.cli.Main";

  private static final int NATIVE_ACCESS_SINCE = 24;

  private final String name;
  private final Process process;
  private final Path log;

  private WorkerProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static WorkerProcess start(String name, String pipeline, RedisConfig redis, Path directory)
      throws IOException {
    Path log = directory.resolve(name + ".log");
    List<String> command = new ArrayList<>(java());
    command.addAll(
        List.of(
            "worker",
            "--pipeline",
            pipeline,
            "--name",
            name,
            "--lease",
            "2s",
            "--drain-timeout",
            "3s",
            "--stop-with-stdin"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(RedisOptions.environment(redis));
    return new WorkerProcess(name, builder.start(), log);
  }

  private static List<String> java() {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dstreamweir.terminal="));
    if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
      java.add("--enable-native-access=ALL-UNNAMED");
      java.add("--sun-misc-unsafe-memory-access=allow");
    }
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    return java;
  }

  String name() {
    return name;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Whether it has said that it works. */
  boolean ready() throws IOException {
    return process.getInputStream().available() > 0;
  }

  /** What it logged. */
  String output() {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "(its log cannot be read: " + Failures.message(e) + ")";
    }
  }

  /** Asks it to drain; see {@link #awaitEnd}. */
  void stop() {
    process.destroy();
  }

  /** Waits a little for its end and forces it then. */
  void awaitEnd() {
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  void kill() {
    process.destroyForcibly();
  }
}
