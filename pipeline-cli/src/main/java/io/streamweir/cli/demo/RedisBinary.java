package io.streamweir.cli.demo;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.Failures;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import redis.embedded.RedisExecProvider;

/** A Redis server to run: the one that comes along for this platform, else the one on the PATH. */
final class RedisBinary {
  private RedisBinary() {}

  /**
   * The path of a server, unpacked into this directory where it comes along.
   *
   * @throws CommandFailedException where there is none
   */
  static Path find(Path directory) {
    try {
      File unpacked = RedisExecProvider.defaultProvider().get();
      Path binary = Files.move(unpacked.toPath(), directory.resolve("redis-server"));
      Files.deleteIfExists(unpacked.toPath().getParent());
      return binary;
    } catch (NoClassDefFoundError e) {
      return onPath("its library is left out, as in the image");
    } catch (IOException | RuntimeException e) {
      return onPath(Failures.message(e));
    }
  }

  private static Path onPath(String why) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "no Redis comes along for this platform ("
                        + why
                        + ") and there is no redis-server on the PATH; start a Redis 7.0 or later"
                        + " and add --redis redis://HOST:PORT"));
  }
}
