package io.streamweir.http.console;

import io.streamweir.http.core.EntityTags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The files of the console, its own and those of lit-html, which come in a WebJar. All are read
 * once. Immutable.
 */
final class ConsoleFiles {
  static final String LIST = "files.txt";
  private static final String LIBRARY = "lib/";
  private static final String WEBJAR = "/META-INF/maven/org.webjars.npm/lit-html/pom.properties";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, byte[]> files;
  private final String version;

  private ConsoleFiles(Map<String, byte[]> files) {
    this.files = files;
    this.version = version(files);
  }

  /** Reads the files that {@code files.txt} names. */
  static ConsoleFiles read() {
    try {
      String library = library();
      Map<String, byte[]> files = new LinkedHashMap<>();
      for (String name : text(bytes(LIST)).lines().toList()) {
        boolean ours = !name.startsWith(LIBRARY);
        files.put(name, bytes(ours ? name : library + name.substring(LIBRARY.length())));
      }
      return new ConsoleFiles(Collections.unmodifiableMap(files));
    } catch (IOException e) {
      throw new UncheckedIOException("the console's files cannot be read", e);
    }
  }

  private static String library() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = open(WEBJAR)) {
      properties.load(in);
    }
    String version = properties.getProperty("version");
    return "/META-INF/resources/webjars/lit-html/" + version + "/";
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = ConsoleFiles.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("the class path has no " + name);
    }
    return in;
  }

  private static String version(Map<String, byte[]> files) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    files.forEach(
        (name, content) -> {
          all.writeBytes(name.getBytes(StandardCharsets.UTF_8));
          all.writeBytes(content);
        });
    return EntityTags.of(all.toByteArray()).replace("\"", "");
  }

  /** A text that changes with any of the files. */
  String version() {
    return version;
  }

  /** The page, which names the version that its files belong to. */
  byte[] page() {
    byte[] page = files.getOrDefault("index.html", new byte[0]);
    return text(page).replace("{version}", version).getBytes(StandardCharsets.UTF_8);
  }

  /** A file's bytes, which the caller does not change. */
  Optional<byte[]> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** The media type of a file, by its name. */
  static String type(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return TYPES.getOrDefault(ending, "application/octet-stream");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
