package io.streamweir.cli.found;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The jars and directories that {@code STREAMWEIR_CLASSPATH} names. Immutable. */
final class OwnClassPath {
  private static final String ALL_JARS = File.separator + "*";

  private final List<Path> present = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

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
      wrong.add("there is no " + entry);
    } else if (jars && noJars(real)) {
      wrong.add(entry + " names no jars: there are none in that directory");
    } else if (Files.isRegularFile(real) && !isJar(real)) {
      wrong.add(entry + " is no jar, or is damaged");
    } else {
      present.add(real);
    }
  }

  private static boolean noJars(Path directory) {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.{jar,JAR}")) {
      return !jars.iterator().hasNext();
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean isJar(Path file) {
    try (ZipFile jar = new ZipFile(file.toFile())) {
      return jar.size() > 0;
    } catch (IOException e) {
      return false;
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

  /** What is wrong with entries that cannot be used. */
  List<String> wrong() {
    return List.copyOf(wrong);
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
