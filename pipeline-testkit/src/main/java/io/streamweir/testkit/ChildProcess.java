package io.streamweir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the operating system, its output appended to a file, and the signals it takes. */
final class ChildProcess {
  private static final int OUTPUT_TAIL_BYTES = 64 * 1024;

  private final Process process;

  private ChildProcess(Process process) {
    this.process = process;
  }

  static ChildProcess start(List<String> command, Path output) throws IOException {
    return start(command, Map.of(), output);
  }

  static ChildProcess start(List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    return new ChildProcess(builder.start());
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGKILL, which reaches a frozen process too, and waits until the process is gone. */
  void kill() {
    process.destroyForcibly();
    if (!endsWithin(Patience.PATIENCE)) {
      throw new IllegalStateException("process " + pid() + " survived SIGKILL");
    }
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  void pause() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  boolean endsWithin(Duration patience) {
    try {
      return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  /** The exit status; fails while the process runs. */
  int exitStatus() {
    return process.exitValue();
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("cannot send SIG" + name + " to process " + pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The end of an output file, empty where there is none. */
  static String tail(Path output) {
    try (SeekableByteChannel file = Files.newByteChannel(output)) {
      file.position(Math.max(0, file.size() - OUTPUT_TAIL_BYTES));
      return new String(Channels.newInputStream(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
