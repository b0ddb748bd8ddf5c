package io.streamweir.stages.webhook;

import io.streamweir.pipeline.RejectedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where an event goes, in one certain reading: what two programs could read in two ways is refused.
 *
 * @param uri as it was given, but for a dot at the end of the host's name
 * @param host in lower case, an IPv6 address without brackets
 * @param port from 1
 */
record Target(URI uri, String host, int port) {
  private static final int MOST_CHARACTERS = 2_048;
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*"
              + "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  /** Programs read these as IPv4 addresses, each in its own way. */
  private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9A-Fa-f]*)");

  /**
   * Reads a target.
   *
   * @throws RejectedException where it is none, saying why
   */
  static Target parse(String text) {
    require(text.length() <= MOST_CHARACTERS, "is longer than 2048 characters");
    require(text.chars().allMatch(c -> c > ' ' && c < 0x7F), "must be ASCII without spaces");
    URI uri = withoutFinalDot(uri(text));
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    require(scheme.equals("http") || scheme.equals("https"), "must be an http or https URL");
    String authority = uri.getRawAuthority();
    require(authority != null, "must name a host, as https://example.com");
    require(authority.indexOf('@') < 0, "must not hold a user or password");
    require(
        uri.getHost() != null || authority.indexOf('_') < 0,
        "has a host with an underscore, which no host's name may have");
    require(uri.getHost() != null, "must name a host, as https://example.com");
    require(uri.getRawFragment() == null, "must not have a fragment");
    boolean six = uri.getHost().startsWith("["); // which java.net.http cannot tunnel to
    require(
        !six || scheme.equals("http"), "must name its host where it is https, not an IPv6 address");
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    require(port >= 1 && port <= 65_535, "must have a port of 1 to 65535");
    return new Target(uri, host(uri.getHost()), port);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new RejectedException("refused target: it is no URL: " + e.getReason(), e);
    }
  }

  /**
   * The same without the dot that ends a name in full: certificates and servers know the name
   * without it. An address has none.
   */
  private static URI withoutFinalDot(URI uri) {
    String host = uri.getHost();
    if (host == null || !host.endsWith(".") || !isName(host.substring(0, host.length() - 1))) {
      return uri;
    }
    String text = uri.toString();
    int dot = text.indexOf(host, text.indexOf("//")) + host.length() - 1;
    return uri(text.substring(0, dot) + text.substring(dot + 1));
  }

  private static String host(String host) {
    if (host.startsWith("[")) {
      String inner = host.substring(1, host.length() - 1);
      require(
          Cidr.literal(inner) != null, "must have an IPv6 address without zone in its brackets");
      return inner.toLowerCase(Locale.ROOT);
    }
    require(
        Cidr.literal(host) != null || isName(host), "has a host that is no name and no address");
    return host.toLowerCase(Locale.ROOT);
  }

  /** Whether it is a host's name: letters, digits, hyphens and inner dots, and not numeric. */
  static boolean isName(String host) {
    return NAME.matcher(host).matches() && !NUMERIC.matcher(host).matches();
  }

  boolean secure() {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** Host and port, as they are connected to. */
  String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** Scheme, host and port: what shares order, rate and circuit. */
  String origin() {
    return (secure() ? "https://" : "http://") + authority();
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new RejectedException("refused target: it " + what);
    }
  }
}
