package io.streamweir.stages.accesslog;

import io.streamweir.schemas.accesslog.AccessEvent;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line in common or combined log format, from left to right in one pass and in linear
 * time, without regular expressions.
 *
 * <p>The format, with single spaces and nothing after it:
 *
 * <pre>host ident user [dd/Mon/yyyy:HH:mm:ss +hhmm] "request" status bytes
 * host ident user [dd/Mon/yyyy:HH:mm:ss +hhmm] "request" status bytes "referer" "agent"</pre>
 *
 * <p>{@code host}, {@code ident} and {@code user} are one or more characters other than a space. In
 * quotes, a backslash and the character after it belong together, whatever that is (servers write
 * {@code \"}, {@code \\}, {@code \xHH}, {@code \n} and others); so a quote ends the field unless a
 * backslash goes before it. Escapes stay as written. The status is three digits. Bytes are digits
 * or {@code -}; more than 999,999,999,999,999 (a petabyte) is refused, so that no sum overflows.
 *
 * <p>What is no text before the host is passed over: a byte order mark, as where files were joined,
 * and NUL characters, which a file that was truncated while a server wrote to it begins with.
 *
 * <p>Format: Apache HTTP Server, mod_log_config, {@code LogFormat} of {@code common} and {@code
 * combined}.
 */
final class LogLineParser {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final long MOST_BYTES = 999_999_999_999_999L;

  private final String line;
  private final int firstBackslash;
  private final @Nullable LogFormat format;
  private int at;
  private @Nullable String expected;

  private LogLineParser(String line, @Nullable LogFormat format) {
    this.line = line;
    this.format = format;
    this.firstBackslash = line.indexOf('\\');
  }

  /** Reads a line in common or combined format; any text at all gets an answer. */
  static ParsedLine parse(String line) {
    return new LogLineParser(line, null).parse();
  }

  /**
   * Reads a line in common or combined format, or in one of these. The reason to refuse a line is
   * that of combined format.
   */
  static ParsedLine parse(String line, Set<LogFormat> formats) {
    ParsedLine standard = parse(line);
    if (standard instanceof ParsedLine.Refused) {
      for (LogFormat format : formats) {
        ParsedLine other = new LogLineParser(line, format).parse();
        if (other instanceof ParsedLine.Accepted) {
          return other;
        }
      }
    }
    return standard;
  }

  /** Each step leaves {@code expected} where it fails; the steps after that do nothing. */
  private ParsedLine parse() {
    AccessEvent event = new AccessEvent();
    skipNoText();
    if (format == LogFormat.VHOST_COMBINED) {
      skipVirtualHost();
    }
    event.setHost(word("a host and a space"));
    event.setIdent(word("an identity and a space"));
    event.setUser(word("a user and a space"));
    event.setTime(time());
    readRequest(event);
    event.setStatus(status());
    event.setBytes(bytes());
    if (expected == null && at < line.length()) {
      event.setReferer(quoted(" \"", "the end or a space and a quoted referer"));
      event.setAgent(quoted(" \"", "a space and a quoted agent"));
    }
    if (format == LogFormat.MAIN) {
      skipQuoted(" \"", "a space and a quoted list of forwarding hosts");
    }
    if (expected == null && at < line.length()) {
      fail("the end of the line");
    }
    return expected == null
        ? new ParsedLine.Accepted(event)
        : new ParsedLine.Refused(expected, at + 1);
  }

  private void skipNoText() {
    while (at < line.length() && (line.charAt(at) == 0 || line.charAt(at) == BYTE_ORDER_MARK)) {
      at++;
    }
  }

  /** A name, a colon, the digits of a port, and a space. */
  private void skipVirtualHost() {
    int start = at;
    String host = word("a virtual host, its port, and a space");
    int colon = host.lastIndexOf(':');
    boolean port = colon > 0 && colon < host.length() - 1;
    if (!port || !host.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9')) {
      at = start;
      fail("a virtual host, its port, and a space");
    }
  }

  /** One or more characters up to the next space, and the space. */
  private String word(String what) {
    if (expected != null) {
      return "";
    }
    int end = line.indexOf(' ', at);
    if (end <= at) {
      fail(what);
      return "";
    }
    String word = text(at, end);
    at = end + 1;
    return word;
  }

  private long time() {
    skip("[", "a time in brackets");
    if (expected != null) {
      return 0;
    }
    long time = LogTime.millis(line, at);
    if (time == LogTime.NONE) {
      fail("a time as dd/Mon/yyyy:HH:mm:ss +hhmm");
      return 0;
    }
    at += LogTime.LENGTH;
    skip("]", "a closing bracket");
    return time;
  }

  private void readRequest(AccessEvent event) {
    int start = at + 2;
    skipQuoted(" \"", "a space and a quoted request");
    if (expected == null) {
      RequestLine.read(line, start, at - 1, event);
    }
  }

  private int status() {
    skip(" ", "a space and a status of three digits");
    int end = endOfDigits();
    if (expected != null || end - at != 3) {
      fail("a status of three digits");
      return 0;
    }
    return (int) number(end);
  }

  private long bytes() {
    skip(" ", "a space and the number of bytes");
    if (expected == null && line.startsWith("-", at)) {
      at++;
      return 0;
    }
    int end = endOfDigits();
    if (expected != null || end == at) {
      fail("the number of bytes or a hyphen");
      return 0;
    }
    int start = at;
    long bytes = number(end);
    if (bytes > MOST_BYTES) {
      at = start;
      fail("at most " + MOST_BYTES + " bytes");
    }
    return bytes;
  }

  private String quoted(String opening, String what) {
    int start = at + opening.length();
    skipQuoted(opening, what);
    return expected == null ? text(start, at - 1) : "";
  }

  /** Moves behind the closing quote. */
  private void skipQuoted(String opening, String what) {
    skip(opening, what);
    if (expected != null) {
      return;
    }
    int end = endOfQuoted();
    if (end < 0) {
      at = line.length();
      fail("a closing quote");
    } else {
      at = end + 1;
    }
  }

  /**
   * The index of the closing quote, or -1. Lines without a backslash, nearly all, need no look at
   * each character.
   */
  private int endOfQuoted() {
    int quote = line.indexOf('"', at);
    if (firstBackslash < 0 || quote < firstBackslash) {
      return quote;
    }
    for (int i = at; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        return i;
      }
      if (c == '\\') {
        i++;
      }
    }
    return -1;
  }

  private int endOfDigits() {
    int end = at;
    while (end < line.length() && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /**
   * The digits up to an index, which it moves to; anything too large stays just above the most
   * bytes.
   */
  private long number(int end) {
    long number = 0;
    for (; at < end; at++) {
      number = Math.min(number * 10 + line.charAt(at) - '0', MOST_BYTES + 1);
    }
    return number;
  }

  private void skip(String text, String what) {
    if (expected == null && line.startsWith(text, at)) {
      at += text.length();
    } else {
      fail(what);
    }
  }

  private void fail(String what) {
    if (expected == null) {
      expected = what;
    }
  }

  private String text(int start, int end) {
    return end - start == 1 && line.charAt(start) == '-' ? "-" : line.substring(start, end);
  }
}
