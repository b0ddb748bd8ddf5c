package io.streamweir.stages.accesslog;

import java.util.Locale;

/**
 * Makes text from a log safe for a terminal: whatever could move the cursor, change colours,
 * reorder or hide characters is written as an escape. Logs hold what strangers sent.
 */
final class Printable {
  private Printable() {}

  /** The text with escapes, cut with an ellipsis where it takes more than so many columns. */
  static String of(String text, int columns, String ellipsis) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length() && out.length() <= columns) {
      int c = text.codePointAt(i);
      append(out, c);
      i += Character.charCount(c);
    }
    boolean fits = i >= text.length() && out.length() <= columns;
    return fits ? out.toString() : cut(out, columns - ellipsis.length()) + ellipsis;
  }

  private static String cut(StringBuilder text, int length) {
    int end = Math.max(0, Math.min(length, text.length()));
    boolean splitsPair = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splitsPair ? end - 1 : end);
  }

  private static void append(StringBuilder out, int c) {
    if (isSafe(c)) {
      out.appendCodePoint(c);
    } else {
      out.append(String.format(Locale.ROOT, c < 256 ? "\\x%02x" : "\\u%04x", c));
    }
  }

  private static boolean isSafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
