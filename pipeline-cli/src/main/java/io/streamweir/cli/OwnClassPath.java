package io.streamweir.cli;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The jars and directories that {@code STREAMWEIR_CLASSPATH} names. Immutable. */
final class OwnClassPath {
  private static final String ALL_JARS = File.separator + "*";

  private final List<Path> present = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  /** That of these variables. */
  OwnClassPath(Map<String, String> environment) {
    for (String entry :
        environment.getOrDefault(Pipelines.CLASS_PATH, "").split(File.pathSeparator)) {
      if (!entry.isBlank()) {
        add(entry);
      }
    }
  }

  private void add(String entry) {
    boolean jars = entry.endsWith(ALL_JARS);
    String file = jars ? entry.substring(0, entry.length() - ALL_JARS.length()) : entry;
    Path real = real(file);
    if (real == null || (jars && !Files.isDirectory(real))) {
      missing.add(entry);
    } else {
      present.add(real);
    }
  }

  private static @Nullable Path real(String file) {
    try {
      return Path.of(file).toRealPath();
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }

  /** Whether nothing is named that is there. */
  boolean isEmpty() {
    return present.isEmpty();
  }

  /** The entries that are not there, as they are written. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  /** Whether the class comes from there. */
  boolean has(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    Path place = source == null ? null : place(source.getLocation());
    return place != null && present.stream().anyMatch(place::startsWith);
  }

  private static @Nullable Path place(@Nullable URL location) {
    try {
      return location == null || !"file".equals(location.getProtocol())
          ? null
          : Path.of(location.toURI()).toRealPath();
    } catch (IOException | URISyntaxException e) {
      return null;
    }
  }
}
