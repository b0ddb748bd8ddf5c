package io.streamweir.benchmarks.report;

import java.util.Locale;

/** Writes figures with three or so digits that mean something. */
final class Figures {
  private Figures() {}

  /** As 312,000, 42.1, 3.05 or 0.97. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (size >= 10_000) {
      return String.format(Locale.ROOT, "%,d", Math.round(value / 100) * 100);
    }
    return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }

  /** As 0.934 or 42.1. */
  static String ratio(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }
}
