package io.streamweir.stages.accesslog;

import io.streamweir.schemas.accesslog.AccessEvent;

/**
 * Splits a logged request into method, target and protocol.
 *
 * <p>A request is {@code METHOD target HTTP/d.d} with the method in capitals A to Z, single spaces,
 * and any non-empty target, which may itself hold spaces. Whatever else a client sent has the
 * method {@code other}, the whole request as its target and no protocol.
 */
final class RequestLine {
  /** The method of a request that is not one. */
  static final String OTHER = "other";

  private static final String[] METHODS = {
    "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "PROPFIND"
  };
  private static final String[] PROTOCOLS = {"HTTP/1.1", "HTTP/2.0", "HTTP/1.0", "HTTP/3.0"};
  private static final int PROTOCOL_LENGTH = "HTTP/1.1".length();

  private RequestLine() {}

  /** Sets the event's method, target and protocol from a part of a line. */
  static void read(String line, int start, int end, AccessEvent event) {
    int methodEnd = endOfCapitals(line, start, end);
    int protocol = end - PROTOCOL_LENGTH;
    int target = methodEnd + 1;
    boolean wellFormed =
        methodEnd > start
            && target < protocol - 1
            && line.charAt(methodEnd) == ' '
            && line.charAt(protocol - 1) == ' '
            && isProtocol(line, protocol);
    event.setMethod(wellFormed ? known(METHODS, line, start, methodEnd) : OTHER);
    event.setTarget(wellFormed ? line.substring(target, protocol - 1) : line.substring(start, end));
    event.setProtocol(wellFormed ? known(PROTOCOLS, line, protocol, end) : "");
  }

  /** The path that was asked for: the target without its query. */
  static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private static int endOfCapitals(String line, int start, int end) {
    int i = start;
    while (i < end && line.charAt(i) >= 'A' && line.charAt(i) <= 'Z') {
      i++;
    }
    return i;
  }

  private static boolean isProtocol(String line, int from) {
    return line.startsWith("HTTP/", from)
        && isDigit(line.charAt(from + 5))
        && line.charAt(from + 6) == '.'
        && isDigit(line.charAt(from + 7));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The text as one of the usual ones where it is, to save a copy. */
  private static String known(String[] usual, String line, int start, int end) {
    for (String text : usual) {
      if (text.length() == end - start && line.startsWith(text, start)) {
        return text;
      }
    }
    return line.substring(start, end);
  }
}
