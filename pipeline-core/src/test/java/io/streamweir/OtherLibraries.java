package io.streamweir;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The class path with other jars in place of Lettuce, Netty and Micrometer, to look for classes.
 */
final class OtherLibraries extends URLClassLoader {
  private static final List<String> REPLACED =
      List.of(
          "io/lettuce/",
          "io/netty/",
          "io/micrometer/core/",
          "io/micrometer/common/",
          "io/micrometer/observation/");

  private OtherLibraries(URL[] jars) {
    super(jars, OtherLibraries.class.getClassLoader());
  }

  /** The jars of a directory, which the build fills. */
  static OtherLibraries in(Path directory) throws IOException {
    try (Stream<Path> jars = Files.list(directory)) {
      return new OtherLibraries(jars.map(OtherLibraries::url).toArray(URL[]::new));
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    return REPLACED.stream().anyMatch(name::startsWith)
        ? findResource(name)
        : super.getResource(name);
  }
}
