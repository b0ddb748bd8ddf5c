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
      return RedisExecProvider.defaultProvider().get().toPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the embedded redis-server", e);
    }
  }
}
