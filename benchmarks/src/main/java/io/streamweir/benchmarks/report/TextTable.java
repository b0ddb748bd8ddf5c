package io.streamweir.benchmarks.report;

import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Series;
import io.streamweir.benchmarks.measure.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One contest as rows of cells, for the terminal and for the document. */
public final class TextTable {
  private final CaseResult result;
  private final List<Metric> metrics;

  /** The table of this contest. */
  public TextTable(CaseResult result) {
    this.result = result;
    this.metrics =
        List.of(Metric.values()).stream()
            .filter(metric -> metric != result.primary())
            .filter(metric -> result.series().stream().anyMatch(s -> !s.values(metric).isEmpty()))
            .toList();
  }

  /** The columns' names. */
  public List<String> head() {
    List<String> head = new ArrayList<>(List.of("contestant", "median " + result.primary().unit()));
    head.addAll(List.of("min", "max", "ratio to " + result.baseline(), "ratios by round"));
    metrics.forEach(metric -> head.add(metric.unit()));
    return head;
  }

  /** One row per contestant. */
  public List<List<String>> rows() {
    return result.series().stream().map(this::row).toList();
  }

  private List<String> row(Series series) {
    List<Double> values = series.values(result.primary());
    List<Double> ratios = result.ratios(series, result.primary());
    List<String> row = new ArrayList<>(List.of(series.contestant()));
    row.add(Figures.text(Statistics.median(values)));
    row.add(Figures.text(Statistics.min(values)));
    row.add(Figures.text(Statistics.max(values)));
    row.add(Figures.ratio(Statistics.median(ratios)));
    row.add(ratios.stream().map(Figures::ratio).collect(Collectors.joining(" ")));
    metrics.forEach(metric -> row.add(Figures.text(Statistics.median(series.values(metric)))));
    return row;
  }

  /** The table for a terminal. */
  public String render() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(head());
    lines.addAll(rows());
    int[] widths = new int[head().size()];
    lines.forEach(line -> widen(widths, line));
    String title = result.title() + ": " + result.work() + "\n";
    return title + lines.stream().map(line -> pad(line, widths)).collect(Collectors.joining());
  }

  private static void widen(int[] widths, List<String> line) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], line.get(i).length());
    }
  }

  private static String pad(List<String> line, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String blanks = " ".repeat(widths[i] - line.get(i).length());
      text.append(i == 0 ? "  " + line.get(i) + blanks : "  " + blanks + line.get(i));
    }
    return text.append('\n').toString();
  }
}
