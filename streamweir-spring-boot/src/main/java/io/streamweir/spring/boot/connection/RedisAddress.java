package io.streamweir.spring.boot.connection;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * Writes the URIs that the engine takes. A null or empty user, password or database is left out.
 */
final class RedisAddress {
  private static final Pattern USER_INFO = Pattern.compile("^([^/]*//)(?:(.*)@)?(.*)$");

  private RedisAddress() {}

  /** One host and port, as a URI has them. */
  static String place(String host, int port) {
    return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
  }

  static String single(String place, int database) {
    return "redis://" + place + database(database);
  }

  static String cluster(List<String> places) {
    return "redis-cluster://" + String.join(",", places);
  }

  static String sentinel(
      List<String> places,
      int database,
      String master,
      @Nullable String user,
      @Nullable String password) {
    String credentials =
        StringUtils.hasLength(password)
            ? "?sentinelPassword="
                + encoded(password)
                + (StringUtils.hasLength(user) ? "&sentinelUser=" + encoded(user) : "")
            : "";
    return "redis-sentinel://"
        + String.join(",", places)
        + database(database)
        + credentials
        + "#"
        + master;
  }

  private static String database(int database) {
    return database == 0 ? "" : "/" + database;
  }

  /** The same URI, for TLS. */
  static String secured(String uri) {
    return uri.startsWith("redis:") || uri.startsWith("redis-") ? "rediss" + uri.substring(5) : uri;
  }

  /** The same URI for this user; what is null stays as the URI has it. */
  static String withCredentials(String uri, @Nullable String user, @Nullable String password) {
    Matcher parts = USER_INFO.matcher(uri);
    if ((user == null && password == null) || !parts.matches()) {
      return uri;
    }
    String given = parts.group(2) == null ? "" : parts.group(2);
    int colon = given.indexOf(':');
    // redis://word@host has a password and no user
    String knownUser = colon < 0 ? "" : given.substring(0, colon);
    String knownPassword = given.substring(colon + 1);
    String info =
        (user == null ? knownUser : encoded(user))
            + ":"
            + (password == null ? knownPassword : encoded(password));
    return parts.group(1) + info + "@" + parts.group(3);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
