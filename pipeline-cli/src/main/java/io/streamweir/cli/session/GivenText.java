package io.streamweir.cli.session;

import io.streamweir.cli.failure.UsageException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Arguments, variables and file names as UTF-8, whatever the locale. A JVM reads them by its
 * locale, and in the locale C, which cron and systemd give, two names outside of ASCII may become
 * one. The launcher starts the JVM in a locale of UTF-8; this is for a JVM that was started
 * otherwise.
 */
public final class GivenText {
  private static final Path ARGUMENTS = Path.of("/proc/self/cmdline");
  private static final String ADVICE =
      "; start it by the launcher streamweir, or with LC_ALL=C.UTF-8";

  private GivenText() {}

  /** Whether the JVM reads by a locale of UTF-8. */
  static boolean utf8() {
    return charset().toUpperCase(Locale.ROOT).equals("UTF-8");
  }

  private static String charset() {
    return System.getProperty("sun.jnu.encoding", "");
  }

  /**
   * The arguments as they were given.
   *
   * @throws UsageException where one is not UTF-8, or can no longer be known
   */
  public static String[] arguments(String[] decoded) {
    String[] given = utf8() || ascii(decoded) ? decoded.clone() : ofProcess(decoded.length);
    for (int i = 0; i < given.length; i++) {
      if (given[i].indexOf('\uFFFD') >= 0) {
        throw new UsageException("argument " + (i + 1) + " is not UTF-8: " + given[i]);
      }
    }
    return given;
  }

  /**
   * Checks the variables that are ours.
   *
   * @throws UsageException where one is not UTF-8, or can no longer be known
   */
  public static void checkVariables(Map<String, String> environment) {
    environment.forEach(
        (name, value) -> {
          boolean ours = name.startsWith("STREAMWEIR_");
          if (ours && !utf8() && !ascii(value)) {
            throw new UsageException(
                name + " is not ASCII, and this JVM reads it as " + charset() + ADVICE);
          }
          if (ours && value.indexOf('\uFFFD') >= 0) {
            throw new UsageException(name + " is not UTF-8");
          }
        });
  }

  /**
   * The path of this name.
   *
   * @throws java.nio.file.InvalidPathException where there is none
   */
  public static Path path(String name) {
    if (utf8() || ascii(name)) {
      return Path.of(name);
    }
    StringBuilder uri = new StringBuilder();
    if (!name.startsWith("/")) {
      uri.append(Path.of("").toAbsolutePath().toUri());
    } else {
      uri.append("file://");
    }
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      uri.append(b == '/' ? "/" : "%" + HexFormat.of().toHexDigits(b));
    }
    return Path.of(URI.create(uri.toString()));
  }

  private static String[] ofProcess(int count) {
    try {
      byte[] bytes = Files.readAllBytes(ARGUMENTS);
      List<String> all = new ArrayList<>();
      int from = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == 0) {
          all.add(text(bytes, from, i));
          from = i + 1;
        }
      }
      return all.subList(all.size() - count, all.size()).toArray(String[]::new);
    } catch (IOException e) {
      throw new UsageException(
          "an argument is not ASCII, and this JVM reads it as " + charset() + ADVICE);
    }
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8); // U+FFFD where it is none
  }

  private static boolean ascii(String... texts) {
    for (String text : texts) {
      if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
        return false;
      }
    }
    return true;
  }
}
