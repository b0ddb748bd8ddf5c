package io.streamweir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import redis.embedded.RedisExecProvider;

/** The server binary of embedded-redis, unpacked once per JVM and deleted at its end. */
final class EmbeddedBinary {
  private static final Path PATH = unpack();

  private EmbeddedBinary() {}

  static Path path() {
    return PATH;
  }

  private static Path unpack() {
    try {
      Path binary = RedisExecProvider.defaultProvider().get().toPath();
      Patience.await(Patience.PATIENCE, () -> runs(binary));
      return binary;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the embedded redis-server", e);
    }
  }

  /**
   * A process that another thread forks while the file is written holds it open for writing until
   * it executes its own program, and so long the file is "busy". Once it has run, it always will.
   */
  private static boolean runs(Path binary) {
    try {
      Process version = new ProcessBuilder(binary.toString(), "--version").start();
      version.waitFor();
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
