package io.streamweir.chaos.site;

import io.streamweir.testkit.ServerChoice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The wall clock of a server, which may be set while the server runs. A small library, compiled by
 * {@code cc} and preloaded, shows the server another time. That takes a server which is linked
 * dynamically, so not the embedded one: the machine's own {@code redis-server}, unless another
 * binary was chosen. Thread-safe.
 */
public final class SettableClock implements AutoCloseable {
  private static final String LIBRARY = "clock.so";
  private static final String SOURCE = "clock.c";
  private static final String OUTPUT = "cc.log";

  private final Path directory;
  private final Path ahead;
  private final Path launcher;

  private SettableClock(Path directory) {
    this.directory = directory;
    this.ahead = directory.resolve("ahead");
    this.launcher = directory.resolve("redis-server");
  }

  /** What a settable clock takes and this machine does not have, if anything. */
  public static Optional<String> lacks() {
    if (inPath("cc").isEmpty()) {
      return Optional.of("a C compiler (Debian and Ubuntu: apt-get install gcc libc6-dev)");
    }
    if (binary().isEmpty()) {
      return Optional.of("a redis-server (Debian and Ubuntu: apt-get install redis-server)");
    }
    try (SettableClock clock = create()) {
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of("a C compiler with its headers: " + e.getMessage());
    }
  }

  /**
   * A clock that is right so far.
   *
   * @throws IllegalStateException where the library cannot be compiled
   */
  static SettableClock create() {
    try {
      SettableClock clock = new SettableClock(Files.createTempDirectory("streamweir-clock-"));
      clock.set(Duration.ZERO);
      clock.compile();
      clock.writeLauncher();
      return clock;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compile() throws IOException {
    try (InputStream source = SettableClock.class.getResourceAsStream(SOURCE)) {
      Files.copy(Objects.requireNonNull(source, SOURCE), directory.resolve(SOURCE));
    }
    Path output = directory.resolve(OUTPUT);
    Process compiler =
        new ProcessBuilder("cc", "-shared", "-fPIC", "-O1", "-o", LIBRARY, SOURCE)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (compiler.waitFor() != 0) {
        String said = Files.readString(output).strip();
        close();
        throw new IllegalStateException("cc ended with " + compiler.exitValue() + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while cc was running", e);
    }
  }

  private void writeLauncher() throws IOException {
    Files.writeString(
        launcher,
        "#!/bin/sh\nSTREAMWEIR_CLOCK='%s' LD_PRELOAD='%s' exec '%s' \"$@\"\n"
            .formatted(ahead, directory.resolve(LIBRARY), binary().orElseThrow()));
    if (!launcher.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + launcher + " executable");
    }
  }

  /** The server that was chosen, or the machine's own where that is the embedded one. */
  private static Optional<Path> binary() {
    return ServerChoice.current() instanceof ServerChoice.Binary chosen
        ? Optional.of(chosen.path())
        : inPath("redis-server");
  }

  private static Optional<Path> inPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(":"))
        .filter(each -> !each.isEmpty())
        .map(each -> Path.of(each, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a server that goes by this clock. */
  ServerChoice server() {
    return ServerChoice.parse("binary:" + launcher);
  }

  /** Sets it so far ahead of the true time; a negative duration sets it behind. */
  public void set(Duration offset) {
    ByteBuffer micros = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    micros.putLong(TimeUnit.MICROSECONDS.convert(offset)).flip();
    try (SeekableByteChannel file =
        Files.newByteChannel(ahead, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(micros); // in place, since the server has the file mapped
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      for (Path file :
          List.of(ahead, launcher, directory.resolve(LIBRARY), directory.resolve(SOURCE))) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory.resolve(OUTPUT));
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
