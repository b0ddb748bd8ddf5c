package io.streamweir.stages.accesslog;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Formats of access logs that are read beside common and combined, if they are asked for.
 *
 * <p>No line is in two of these formats, and none of them is common or combined.
 */
public enum LogFormat {
  /**
   * Apache's {@code vhost_combined}: the virtual host and its port, a space, and a combined line.
   *
   * <p>Format: {@code LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\"
   * \"%{User-Agent}i\""} of Debian's apache2.conf.
   */
  VHOST_COMBINED("Apache's format vhost_combined"),

  /**
   * The {@code main} of nginx: a combined line, a space, and the quoted header X-Forwarded-For.
   *
   * <p>Format: {@code log_format main} of the nginx.conf that nginx.org's packages install.
   */
  MAIN("nginx' format main");

  /** The variable that names the formats to read beside common and combined. */
  public static final String VARIABLE = "STREAMWEIR_ACCESS_LOG_FORMATS";

  private final String title;

  LogFormat(String title) {
    this.title = title;
  }

  /**
   * The formats that the variable {@value #VARIABLE} names, separated by commas or spaces; none
   * where it is empty.
   *
   * @throws IllegalArgumentException where it names another format
   */
  public static Set<LogFormat> ofEnvironment(Map<String, String> environment) {
    Set<LogFormat> formats = EnumSet.noneOf(LogFormat.class);
    for (String name : environment.getOrDefault(VARIABLE, "").split("[,\\s]+")) {
      if (!name.isEmpty()) {
        formats.add(named(name));
      }
    }
    return formats;
  }

  private static LogFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.setting().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    VARIABLE + ": '" + name + "' is no format: name " + settings()));
  }

  private static String settings() {
    return Arrays.stream(values()).map(LogFormat::setting).collect(Collectors.joining(", "));
  }

  /** The format that a line is in, if it is in one of these. */
  static Optional<LogFormat> of(String line) {
    return Arrays.stream(values())
        .filter(
            format ->
                LogLineParser.parse(line, Set.of(format)) instanceof ParsedLine.Accepted
                    && LogLineParser.parse(line) instanceof ParsedLine.Refused)
        .findFirst();
  }

  /** What the format is called, for people. */
  String title() {
    return title;
  }

  /** What the variable calls it. */
  String setting() {
    return name().toLowerCase(Locale.ROOT);
  }
}
