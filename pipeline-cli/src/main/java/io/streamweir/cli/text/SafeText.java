package io.streamweir.cli.text;

import java.util.Locale;

/**
 * Makes text that strangers wrote safe for a terminal: what moves the cursor, hides or reorders
 * becomes an escape.
 */
public final class SafeText {
  private SafeText() {}

  public static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(safe, c));
    return safe.toString();
  }

  /** The same on one line of at most so many columns. */
  public static String of(String text, int columns) {
    String safe = of(text.length() > 4 * columns ? text.substring(0, 4 * columns) : text);
    return safe.length() <= columns ? safe : safe.substring(0, Math.max(0, columns - 3)) + "...";
  }

  private static void append(StringBuilder safe, int c) {
    switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          safe.append(String.format(Locale.ROOT, c < 256 ? "\\x%02x" : "\\u%04x", c));
      default -> safe.appendCodePoint(c);
    }
  }
}
