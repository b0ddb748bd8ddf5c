package io.streamweir.benchmarks.report;

import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Series;
import io.streamweir.benchmarks.measure.Statistics;
import java.util.List;
import java.util.Locale;

/**
 * A scenario as horizontal bars: the median of each contestant, with a line from its least to its
 * most. Readable on light and on dark ground.
 */
public final class SvgChart {
  private static final int WIDTH = 760;
  private static final int LABELS = 190;
  private static final int FIGURES = 110;
  private static final int ROW = 26;
  private static final int TITLE = 40;
  private static final int MARGIN = 16;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #1f2328; }
        .title { font-weight: 600; }
        .figure { font-variant-numeric: tabular-nums; }
        .bar { fill: #8c959f; }
        .own { fill: #0a7ea4; }
        .spread { stroke: #1f2328; stroke-width: 1.5; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .bar { fill: #6e7681; }
          .own { fill: #39b0d8; }
          .spread { stroke: #e6edf3; }
        }
      </style>
      """;

  private final List<CaseResult> cases;
  private final StringBuilder svg = new StringBuilder();
  private int y = MARGIN;

  private SvgChart(List<CaseResult> cases) {
    this.cases = cases;
  }

  /** Draws the cases of one scenario, one below the other. */
  public static String draw(List<CaseResult> cases) {
    SvgChart chart = new SvgChart(cases);
    cases.forEach(chart::section);
    return chart.document();
  }

  private String document() {
    String title = escape(cases.isEmpty() ? "" : cases.get(0).scenario());
    String head =
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"%s\">\n",
            WIDTH,
            y + MARGIN,
            title);
    return head + "<title>" + title + "</title>\n" + STYLE + svg + "</svg>\n";
  }

  private void section(CaseResult result) {
    Metric metric = result.primary();
    double most =
        result.series().stream()
            .mapToDouble(series -> Statistics.max(series.values(metric)))
            .max()
            .orElse(1);
    String better = metric.moreIsBetter() ? "more is better" : "less is better";
    String title =
        String.format(Locale.ROOT, "%s: median %s, %s", result.title(), metric.unit(), better);
    text(MARGIN, y + 16, "title", title);
    y += TITLE - MARGIN;
    result.series().forEach(series -> bar(series, metric, most));
    y += MARGIN;
  }

  private void bar(Series series, Metric metric, double most) {
    List<Double> values = series.values(metric);
    double median = Statistics.median(values);
    boolean own = series.contestant().startsWith("Streamweir");
    text(MARGIN, y + 17, "label", series.contestant());
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n",
            own ? "bar own" : "bar",
            LABELS,
            y + 4,
            Math.max(1, length(median, most)),
            ROW - 8));
    double middle = y + ROW / 2.0;
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
            LABELS + length(Statistics.min(values), most),
            LABELS + length(Statistics.max(values), most),
            middle,
            middle));
    text(LABELS + length(Statistics.max(values), most) + 8, y + 17, "figure", Figures.text(median));
    y += ROW;
  }

  private static double length(double value, double most) {
    return (WIDTH - LABELS - FIGURES) * value / most;
  }

  private void text(double x, int baseline, String kind, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>%n",
            kind,
            x,
            baseline,
            escape(text)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
