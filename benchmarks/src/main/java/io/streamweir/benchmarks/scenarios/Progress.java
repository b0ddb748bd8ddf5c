package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.Metric;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** One turn's figures as a short line. */
final class Progress {
  private Progress() {}

  static String of(Map<Metric, Double> measured) {
    StringJoiner line = new StringJoiner(", ");
    measured.forEach(
        (metric, value) -> line.add(String.format(Locale.ROOT, "%,.2f %s", value, metric.unit())));
    return line.toString();
  }
}
