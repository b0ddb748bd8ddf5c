package io.streamweir.stages.accesslog;

/**
 * Brings a target into the form in which attacks are looked for: percent escapes decoded, twice,
 * since attackers encode twice; the log's own {@code \xHH} and backslash escapes decoded; overlong
 * UTF-8 of dot and slashes, which old servers decoded, as what it stands for; letters A to Z as
 * small ones; plus signs and white space as one space.
 */
final class TargetDecoder {
  private TargetDecoder() {}

  /** Never longer than the text; anything that is no escape stays. */
  static String decode(String text) {
    String unescaped = unescape(unescape(withoutLogEscapes(text)));
    return withoutOverlong(withSingleSpaces(unescaped));
  }

  private static String withoutLogEscapes(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        int hex = text.charAt(i + 1) == 'x' ? hex(text, i + 2) : -1;
        out.append(hex >= 0 ? (char) hex : text.charAt(i + 1));
        i += hex >= 0 ? 3 : 1;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String unescape(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int hex = text.charAt(i) == '%' ? hex(text, i + 1) : -1;
      out.append(hex >= 0 ? (char) hex : text.charAt(i));
      i += hex >= 0 ? 2 : 0;
    }
    return out.toString();
  }

  /** The value of two hexadecimal digits, or -1. */
  private static int hex(String text, int from) {
    if (from + 2 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(from), 16);
    int low = Character.digit(text.charAt(from + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  /** The text with each {@code /* … *}{@code /} as one space, as SQL takes it. */
  static String withoutComments(String text) {
    int start = text.indexOf("/*");
    if (start < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    for (int end; start >= 0 && (end = text.indexOf("*/", start + 2)) >= 0; ) {
      out.append(text, at, start).append(' ');
      at = end + 2;
      start = text.indexOf("/*", at);
    }
    return withSingleSpaces(out.append(text, at, text.length()).toString());
  }

  private static String withSingleSpaces(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = small(text.charAt(i));
      if (c != ' ' || out.length() == 0 || out.charAt(out.length() - 1) != ' ') {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static char small(char c) {
    if (c == '+' || (c >= '\t' && c <= '\r')) {
      return ' ';
    }
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /**
   * Two-byte forms of ASCII are not valid UTF-8: C0 AE is a dot, C0 AF a slash, C1 9C a backslash.
   */
  private static String withoutOverlong(String text) {
    return text.indexOf('\u00c0') < 0 && text.indexOf('\u00c1') < 0
        ? text
        : text.replace("\u00c0\u00ae", ".")
            .replace("\u00c0\u00af", "/")
            .replace("\u00c1\u009c", "\\");
  }
}
