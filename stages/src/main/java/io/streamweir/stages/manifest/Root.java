package io.streamweir.stages.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directory that the workers of a process may read, where it was given. Thread-safe. */
final class Root {
  /** For processes that do not work on the pipeline. */
  static final Root NONE = new Root(null);

  private final @Nullable Path path;

  private Root(@Nullable Path path) {
    this.path = path;
  }

  /** This directory; where it is a link, what that leads to now. */
  static Root of(Path directory) {
    return new Root(directory.toAbsolutePath());
  }

  /**
   * This directory.
   *
   * @throws IllegalArgumentException where it is no directory that can be listed
   */
  static Root checked(String directory) {
    try {
      Path path = Path.of(directory).toRealPath();
      OpenDirectory.root(path).close();
      return new Root(path);
    } catch (InvalidPathException | IOException e) {
      throw new IllegalArgumentException("'" + directory + "' " + why(directory, e), e);
    }
  }

  private static String why(String directory, Exception e) {
    if (e instanceof InvalidPathException invalid) {
      return "is no path: " + invalid.getReason();
    }
    Path path = Path.of(directory);
    if (!Files.exists(path)) {
      return "does not exist, or may not be reached";
    }
    return Files.isDirectory(path) ? "cannot be listed: " + e.getMessage() : "is no directory";
  }

  /**
   * The directory.
   *
   * @throws IllegalStateException where this process was given none
   */
  Path path() {
    if (path == null) {
      throw new IllegalStateException(
          "this worker was given no root: set " + ManifestPipeline.ROOT);
    }
    return path;
  }
}
