package io.streamweir.stages.accesslog;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lays a report out in sections of aligned columns with bars. Used once. */
final class ReportText {
  private static final int LABEL = 26;
  private static final int COUNT = 11;
  private static final int SHARE = 8;
  private static final int MINUTES = 5;
  private static final int PATHS = 10;
  private static final int ALERTS = 10;
  private static final Comparator<Map.Entry<String, Long>> MOST_FIRST =
      Map.Entry.<String, Long>comparingByValue()
          .reversed()
          .thenComparing(Map.Entry.comparingByKey());
  private static final Map<String, String> STATUS_NAMES = statusNames();

  private final AccessLogReport report;
  private final ReportStyle style;
  private final StringBuilder out = new StringBuilder();

  ReportText(AccessLogReport report, ReportStyle style) {
    this.report = report;
    this.style = style;
  }

  String render() {
    summary();
    title("Status codes");
    bars(named(report.status()));
    title("Methods");
    bars(mostFirst(report.methods(), Integer.MAX_VALUE));
    title("Visitors and what they asked for");
    bars(mostFirst(report.traffic(), Integer.MAX_VALUE));
    title("Busiest minutes (UTC)");
    bars(mostFirst(report.minutes(), MINUTES));
    title("Busiest paths");
    report.paths().stream().limit(PATHS).forEach(p -> row(p.hits(), p.path()));
    alerts();
    findings();
    rejected();
    return out.toString();
  }

  private void summary() {
    line(bold("Access log"));
    line(
        "  "
            + number(report.accepted())
            + (report.accepted() == 1 ? " line accepted, " : " lines accepted, ")
            + number(report.rejected())
            + " rejected, "
            + size(report.bytes())
            + " sent");
    if (!report.minutes().isEmpty()) {
      line("  " + report.minutes().firstKey() + " to " + report.minutes().lastKey());
    }
    if (style.elapsed() != null) {
      line("  " + speed(style.elapsed()));
    }
  }

  private String speed(Duration elapsed) {
    return String.format(
        Locale.ROOT,
        "%,d jobs in %.1f s from a cold start: %,d jobs per second",
        report.lines(),
        elapsed.toMillis() / 1000.0,
        Math.round(report.jobsPerSecond(elapsed)));
  }

  private void alerts() {
    title("Minutes with many errors (UTC)");
    if (report.alerts().isEmpty()) {
      line("  none");
    }
    mostFirst(report.alerts(), ALERTS).forEach(a -> row(a.getValue(), ofAll(a.getKey())));
    if (report.alerts().size() > ALERTS) {
      line("  and " + number(report.alerts().size() - ALERTS) + " more");
    }
  }

  private String ofAll(String minute) {
    Long requests = report.minutes().get(minute);
    return minute + (requests == null ? "" : ", of " + number(requests) + " requests");
  }

  private void findings() {
    title("Findings");
    if (report.findings().isEmpty()) {
      line("  none");
    }
    mostFirst(report.findings(), Integer.MAX_VALUE)
        .forEach(f -> row(f.getValue(), f.getKey().replace('-', ' ')));
  }

  private void rejected() {
    title("Rejected");
    if (report.rejected() == 0) {
      line("  none");
      return;
    }
    row(report.rejected(), report.rejected() == 1 ? "line" : "lines");
    RejectedLines some = style.rejected();
    if (some.count() > 0) {
      line("  for example: " + cut(some.example(), style.width() - 15));
      line("  because:     " + cut(some.reason(), style.width() - 15));
    }
    if (!some.formats().isEmpty()) {
      howToRead(some);
    }
  }

  private void howToRead(RejectedLines some) {
    if (some.count() < report.rejected()) {
      line("  looked at:   the first " + number(some.count()));
    }
    some.formats()
        .forEach(
            (format, count) -> line("  in:          " + format.title() + ": " + number(count)));
    String settings =
        some.formats().keySet().stream().map(LogFormat::setting).collect(Collectors.joining(","));
    line("  to read:     start workers with");
    line("    " + LogFormat.VARIABLE + "=" + settings);
    line("  then:        dead replay -p " + AccessLogPipeline.NAME + " --stage parse --all");
  }

  private void bars(List<Map.Entry<String, Long>> rows) {
    long most = rows.stream().mapToLong(Map.Entry::getValue).max().orElse(0);
    for (Map.Entry<String, Long> row : rows) {
      String label = cut(row.getKey(), LABEL);
      line(
          "  "
              + colourOf(label, pad(label, LABEL))
              + right(number(row.getValue()), COUNT)
              + dim(right(share(row.getValue()), SHARE))
              + "  "
              + bar(row.getValue(), most));
    }
  }

  private void row(long count, String text) {
    line(right(number(count), COUNT) + "  " + cut(text, style.width() - COUNT - 2));
  }

  /** At least one block for anything that happened, so that rare things are seen. */
  private String bar(long count, long most) {
    int columns = style.width() - LABEL - COUNT - SHARE - 4;
    long blocks = count <= 0 ? 0 : Math.max(1, Math.round((double) count * columns / most));
    return columns < 1 ? "" : (style.unicode() ? "█" : "#").repeat((int) blocks);
  }

  private String share(long count) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / Math.max(1, report.accepted()));
  }

  private void title(String title) {
    line("");
    line(bold(title));
  }

  private void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }

  private String cut(String text, int columns) {
    return Printable.of(text, columns, style.unicode() ? "…" : "...");
  }

  private String bold(String text) {
    return ansi("1", text);
  }

  private String dim(String text) {
    return ansi("2", text);
  }

  private String colourOf(String label, String text) {
    return switch (label.isEmpty() ? ' ' : label.charAt(0)) {
      case '2' -> label.startsWith(" ", 3) ? ansi("32", text) : text;
      case '4' -> ansi("33", text);
      case '5' -> ansi("31", text);
      default -> text;
    };
  }

  private String ansi(String code, String text) {
    return style.colour() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private static List<Map.Entry<String, Long>> mostFirst(Map<String, Long> counts, int limit) {
    return counts.entrySet().stream().sorted(MOST_FIRST).limit(limit).toList();
  }

  private static List<Map.Entry<String, Long>> named(Map<String, Long> status) {
    Map<String, Long> named = new TreeMap<>();
    status.forEach(
        (code, n) -> named.put((code + " " + STATUS_NAMES.getOrDefault(code, "")).strip(), n));
    return List.copyOf(named.entrySet());
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** In powers of 1,000. */
  private static String size(long bytes) {
    String units = "kMGTPE";
    double size = bytes;
    int unit = -1;
    while (size >= 999.95) {
      size /= 1000;
      unit++;
    }
    return unit < 0
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.1f %cB", size, units.charAt(unit));
  }

  private static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - text.length()));
  }

  private static String right(String text, int columns) {
    return " ".repeat(Math.max(0, columns - text.length())) + text;
  }

  /** RFC 9110, section 15, those that logs show. */
  private static Map<String, String> statusNames() {
    return Map.ofEntries(
        Map.entry("200", "OK"),
        Map.entry("201", "Created"),
        Map.entry("204", "No Content"),
        Map.entry("206", "Partial Content"),
        Map.entry("301", "Moved Permanently"),
        Map.entry("302", "Found"),
        Map.entry("304", "Not Modified"),
        Map.entry("307", "Temporary Redirect"),
        Map.entry("308", "Permanent Redirect"),
        Map.entry("400", "Bad Request"),
        Map.entry("401", "Unauthorized"),
        Map.entry("403", "Forbidden"),
        Map.entry("404", "Not Found"),
        Map.entry("405", "Not Allowed"),
        Map.entry("408", "Request Timeout"),
        Map.entry("413", "Content Too Large"),
        Map.entry("416", "Range Not Satisfiable"),
        Map.entry("429", "Too Many Requests"),
        Map.entry("499", "Client Gone"),
        Map.entry("500", "Server Error"),
        Map.entry("502", "Bad Gateway"),
        Map.entry("503", "Unavailable"),
        Map.entry("504", "Gateway Timeout"));
  }
}
