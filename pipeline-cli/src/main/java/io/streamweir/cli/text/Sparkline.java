package io.streamweir.cli.text;

import java.util.List;

/**
 * Draws values as a line of small bars, one character each, the newest to the right, the highest of
 * those shown full. The lowest bar is nothing at all; whatever is more than nothing shows more.
 */
public final class Sparkline {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_BARS = "_.:-=+*#";

  private Sparkline() {}

  /**
   * The last values that fit.
   *
   * @param width of the line, filled with blanks to the left where there are fewer values
   */
  public static String of(List<Double> values, int width, boolean unicode) {
    List<Double> shown = values.subList(Math.max(0, values.size() - width), values.size());
    double highest = shown.stream().mapToDouble(value -> value).max().orElse(0);
    StringBuilder line = new StringBuilder(" ".repeat(width - shown.size()));
    shown.forEach(value -> line.append(bar(value, highest, unicode ? BARS : ASCII_BARS)));
    return line.toString();
  }

  private static char bar(double value, double highest, String bars) {
    int top = bars.length() - 1;
    return bars.charAt(value > 0 ? (int) Math.ceil(value / highest * top) : 0);
  }
}
