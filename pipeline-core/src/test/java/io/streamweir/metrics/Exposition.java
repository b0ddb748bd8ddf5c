package io.streamweir.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry shows to a scraper, read back from the text format.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
record Exposition(List<Series> series) {
  private static final Pattern LINE = Pattern.compile("([a-zA-Z_:]\\w*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  record Series(String name, Map<String, String> labels, double value) {}

  static Exposition of(String text) {
    return new Exposition(
        text.lines().filter(line -> !line.startsWith("#")).map(Exposition::series).toList());
  }

  private static Series series(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError("not a line of the text format: " + line);
    }
    Map<String, String> labels = new HashMap<>();
    if (parts.group(2) != null) {
      LABEL.matcher(parts.group(2)).results().forEach(l -> labels.put(l.group(1), l.group(2)));
    }
    String value = parts.group(3).replace("Inf", "Infinity");
    return new Series(parts.group(1), labels, Double.parseDouble(value));
  }

  /** The sum over all series of that name with these labels, given in pairs. */
  double sum(String name, String... labels) {
    return series.stream()
        .filter(s -> s.name().equals(name))
        .filter(s -> has(s, labels))
        .mapToDouble(Series::value)
        .sum();
  }

  private static boolean has(Series series, String... labels) {
    boolean all = true;
    for (int i = 0; i < labels.length; i += 2) {
      all &= labels[i + 1].equals(series.labels().get(labels[i]));
    }
    return all;
  }
}
