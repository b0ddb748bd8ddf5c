package io.streamweir.stages.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code java.net.http} asks of a proxy: a tunnel ({@code CONNECT}), for https, or one plain
 * request in absolute form, for http. For one thread.
 */
final class ProxyRequest {
  private static final Pattern TUNNEL = Pattern.compile("CONNECT ([^ /]+) HTTP/1\\.1");
  private static final Pattern PLAIN =
      Pattern.compile("([A-Z]+) (?i:http)://([^ /?#]+)([^ #]*) HTTP/1\\.1");
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[^\\]]+\\]|[^:\\[\\]]+)(?::(\\d{1,5}))?");
  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *(\\d{1,10})\r\n", Pattern.CASE_INSENSITIVE);
  private static final Pattern TAG =
      Pattern.compile("\r\n" + FreshTunnels.HEADER + ": *(\\d+)\r\n", Pattern.CASE_INSENSITIVE);
  private static final String END = "\r\n\r\n";

  private final boolean tunnel;
  private final String tag;
  private final String host;
  private final int port;
  private final ByteBuffer onward;
  private final AnswerRewriter rewriter = new AnswerRewriter();
  private long left; // bytes that belong to a plain request and are still to come

  private ProxyRequest(boolean tunnel, String tag, String authority, ByteBuffer onward, long left) {
    Matcher parts = AUTHORITY.matcher(authority);
    boolean known = parts.matches();
    String name = known ? parts.group(1).toLowerCase(Locale.ROOT) : "";
    this.tunnel = tunnel;
    this.tag = tag;
    this.host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    this.port = known && parts.group(2) != null ? Integer.parseInt(parts.group(2)) : 80;
    this.onward = onward;
    this.left = left;
  }

  /** Reads what has come so far, from 0 to the position; null where the head is not whole yet. */
  static @Nullable ProxyRequest read(ByteBuffer bytes) {
    String text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate().flip()).toString();
    int end = text.indexOf(END);
    if (end < 0) {
      return null;
    }
    int line = text.indexOf("\r\n");
    String first = text.substring(0, line);
    String rest = text.substring(end + END.length());
    Matcher tunnel = TUNNEL.matcher(first);
    if (tunnel.matches()) {
      Matcher tag = TAG.matcher(text);
      return new ProxyRequest(
          true, tag.find() ? tag.group(1) : "", tunnel.group(1), buffer(rest), 0);
    }
    Matcher plain = PLAIN.matcher(first);
    if (!plain.matches()) {
      return new ProxyRequest(false, "", "", buffer(""), 0); // which leads nowhere
    }
    String path = plain.group(3).startsWith("/") ? plain.group(3) : "/" + plain.group(3);
    String headers = text.substring(line, end + END.length());
    Matcher length = LENGTH.matcher(headers);
    long body = length.find() ? Long.parseLong(length.group(1)) : 0;
    String request =
        plain.group(1) + " " + path + " HTTP/1.1\r\nConnection: close" + headers + rest;
    return new ProxyRequest(false, "", plain.group(2), buffer(request), body - rest.length());
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The host, an IPv6 address without brackets; empty where none can be read. */
  String host() {
    return host;
  }

  /** The {@link FreshTunnels} tag of the request that a tunnel is for; empty where none came. */
  String tag() {
    return tag;
  }

  int port() {
    return port;
  }

  /** Host and port, as {@link Target#authority} has them. */
  String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** What the client is told once there is a connection: of a tunnel that it stands. */
  ByteBuffer accepted() {
    return buffer(tunnel ? "HTTP/1.1 200 Connection established\r\n\r\n" : "");
  }

  /** What the target is sent first. */
  ByteBuffer onward() {
    return onward;
  }

  /** Whether so many more bytes of the client may go to this target. */
  boolean allows(int bytes) {
    if (!tunnel) {
      left -= bytes;
    }
    return tunnel || left >= 0;
  }

  /** What the client gets in place of these bytes of the target. */
  ByteBuffer passBack(ByteBuffer bytes) {
    return tunnel ? bytes : rewriter.pass(bytes);
  }
}
