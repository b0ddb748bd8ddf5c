package io.streamweir.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/** Finds a redis-server to run. */
final class RedisBinary {
  private RedisBinary() {}

  /** The given one, else the one on the PATH, else that of embedded-redis. */
  static Path find(@Nullable Path given) throws IOException {
    if (given != null) {
      if (!Files.isExecutable(given)) {
        throw new IllegalArgumentException(given + " is no executable file");
      }
      return given;
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(RedisBinary::embedded);
  }

  private static Path embedded() {
    try {
      return RedisExecProvider.defaultProvider().get().toPath();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("no redis-server on the PATH, nor an embedded one", e);
    }
  }
}
