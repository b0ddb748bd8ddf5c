package io.streamweir.cli.worker;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docs/metrics.md read back: every metric with its names, its type and its labels. */
record MetricsDocument(Map<String, Metric> byName) {
  private static final Pattern ROW =
      Pattern.compile("\\| `(streamweir_\\w+)` \\| `([\\w.]+)` \\| (\\w+) \\| (.*) \\|");
  private static final Pattern LABELS = Pattern.compile("Labels: (.*)");
  private static final Pattern CODE = Pattern.compile("`(\\w+)`");
  private static final Pattern TYPE = Pattern.compile("# TYPE (streamweir_\\w+) (\\w+)");
  private static final Pattern SERIES = Pattern.compile("(streamweir_\\w+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Set<String> OF_A_ROW =
      Set.of("outcome", "status", "code", "exception", "reason", "state");

  /**
   * One metric.
   *
   * @param name in Prometheus
   * @param meter in Micrometer
   * @param type {@code counter}, {@code gauge} or {@code histogram}
   * @param labels all of its labels, but for {@code le}
   */
  record Metric(String name, String meter, String type, Set<String> labels) {
    /** The names of its series. */
    Set<String> series() {
      return type.equals("histogram")
          ? Set.of(name + "_bucket", name + "_count", name + "_sum")
          : Set.of(name);
    }
  }

  /** Reads the document of this source tree. */
  static MetricsDocument read() throws IOException {
    Map<String, Metric> all = new LinkedHashMap<>();
    Set<String> labels = Set.of();
    for (String line : Files.readAllLines(Path.of("../docs/metrics.md"))) {
      Matcher given = LABELS.matcher(line);
      Matcher row = ROW.matcher(line);
      if (given.find()) {
        labels = code(given.group(1).replaceAll("[.:] .*", ""));
      } else if (row.matches()) {
        Set<String> own = new TreeSet<>(labels);
        code(row.group(4)).stream().filter(OF_A_ROW::contains).forEach(own::add);
        all.put(row.group(1), new Metric(row.group(1), row.group(2), row.group(3), own));
      }
    }
    return new MetricsDocument(all);
  }

  private static Set<String> code(String text) {
    return CODE.matcher(text).results().map(m -> m.group(1)).collect(Collectors.toSet());
  }

  /** The names of all series that there are. */
  Set<String> series() {
    return byName.values().stream()
        .flatMap(metric -> metric.series().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Where what was scraped and the document differ; empty where they agree.
   *
   * @param absent names, behind {@code streamweir_}, with which metrics begin that this process
   *     does not export
   */
  List<String> problems(String scraped, Set<String> absent) {
    List<String> problems = new ArrayList<>();
    Map<String, String> types = new LinkedHashMap<>();
    TYPE.matcher(scraped).results().forEach(m -> types.put(m.group(1), m.group(2)));
    types.forEach((name, type) -> compare(name, type, scraped, problems));
    for (String name : byName.keySet()) {
      boolean expected = absent.stream().noneMatch(a -> name.startsWith("streamweir_" + a));
      if (expected && !types.containsKey(name)) {
        problems.add(name + " is documented, but not exported");
      }
    }
    return problems;
  }

  private void compare(String name, String type, String scraped, List<String> problems) {
    Metric metric = byName.get(name);
    if (metric == null) {
      boolean max = name.endsWith("_max") && byName.containsKey(name.replaceFirst("_max$", ""));
      if (!max) {
        problems.add(name + " is exported, but not documented");
      }
      return;
    }
    if (!metric.type().equals(type)) {
      problems.add(name + " is a " + type + ", documented as a " + metric.type());
    }
    Set<String> labels = labels(metric, scraped);
    if (!labels.equals(metric.labels())) {
      problems.add(name + " has the labels " + labels + ", documented are " + metric.labels());
    }
  }

  private static Set<String> labels(Metric metric, String scraped) {
    Set<String> labels = new HashSet<>();
    for (String line : scraped.split("\n")) {
      Matcher series = SERIES.matcher(line);
      if (series.matches()
          && metric.series().contains(series.group(1))
          && series.group(2) != null) {
        LABEL.matcher(series.group(2)).results().forEach(label -> labels.add(label.group(1)));
      }
    }
    labels.remove("le");
    return new TreeSet<>(labels);
  }

  /** What a Prometheus registry makes of the Micrometer name, up to units. */
  static String written(String meter, String type) {
    Meter.Type kind =
        Arrays.stream(Meter.Type.values())
            .filter(t -> t.name().equalsIgnoreCase(type))
            .findFirst()
            .orElse(Meter.Type.OTHER);
    return new PrometheusNamingConvention().name(meter, kind, null);
  }
}
