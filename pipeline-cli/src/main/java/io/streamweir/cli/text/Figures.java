package io.streamweir.cli.text;

import java.util.Locale;

/** Writes numbers so short, at most 5 characters, that columns keep their width. */
public final class Figures {
  private static final String UNITS = "kMGTPE";
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double DAY = 86_400;

  private Figures() {}

  /** A count, as {@code 9,999}, {@code 12.3k} or {@code 1.23M}. */
  public static String count(double number) {
    if (number < 9_999.5) {
      return String.format(Locale.ROOT, "%,.0f", number);
    }
    double shown = number / 1000;
    int unit = 0;
    while (shown >= 999.5 && unit < UNITS.length() - 1) {
      shown /= 1000;
      unit++;
    }
    int decimals = shown < 9.995 ? 2 : shown < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", shown) + UNITS.charAt(unit);
  }

  /** The same of a whole number. */
  public static String count(long number) {
    return count((double) number);
  }

  /** Something per second; a dash where nobody knows. */
  public static String rate(double perSecond) {
    if (Double.isNaN(perSecond)) {
      return "-";
    }
    boolean slow = perSecond > 0 && perSecond < 9.95;
    return slow ? String.format(Locale.ROOT, "%.1f", perSecond) : count(perSecond);
  }

  /** A share from 0 to 1 in whole percent, as {@code 97%} or {@code <1%}; a dash for 0. */
  public static String share(double ratio) {
    if (ratio == 0) {
      return "-";
    }
    return ratio < 0.005 ? "<1%" : Math.round(100 * ratio) + "%";
  }

  /** An age, as {@code 0.3s}, {@code 12s}, {@code 5m}, {@code 3h} or {@code 4d}; a dash for 0. */
  public static String age(double seconds) {
    return seconds == 0 ? "-" : time(seconds);
  }

  /** A time to come; a dash where there is nothing to wait for or where nobody knows. */
  public static String drain(double seconds) {
    if (seconds == 0 || Double.isNaN(seconds)) {
      return "-";
    }
    return Double.isInfinite(seconds) ? "never" : seconds < 1 ? "<1s" : time(seconds);
  }

  /** A length of time. */
  public static String time(double seconds) {
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1fs", seconds);
    }
    if (seconds < 99.5) {
      return Math.round(seconds) + "s";
    }
    if (seconds < 99.5 * MINUTE) {
      return Math.round(seconds / MINUTE) + "m";
    }
    return seconds < 47.5 * HOUR
        ? Math.round(seconds / HOUR) + "h"
        : Math.round(seconds / DAY) + "d";
  }
}
