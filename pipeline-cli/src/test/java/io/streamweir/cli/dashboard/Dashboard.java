package io.streamweir.cli.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A checked-in dashboard, as Grafana reads it. */
record Dashboard(String file, JsonNode root) {
  static final Path GRAFANA = Path.of("../grafana");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

  /**
   * A query of a panel.
   *
   * @param table whether it asks for the state of now, for a table; else for a range of time
   */
  record Query(String panel, String expression, String legend, boolean table) {
    /** The labels that the legend shows. */
    List<String> labels() {
      return PLACEHOLDER.matcher(legend).results().map(label -> label.group(1)).toList();
    }
  }

  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(GRAFANA.resolve("dashboards"))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(file -> new Dashboard(file.getFileName().toString(), Json.parse(text(file))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  String uid() {
    return root.at("/uid").asText();
  }

  /** All panels but the titles of rows; those of closed rows too. */
  List<JsonNode> panels() {
    return each(root.at("/panels"))
        .flatMap(panel -> type(panel).equals("row") ? each(panel.at("/panels")) : Stream.of(panel))
        .toList();
  }

  /** The titles of rows. */
  List<JsonNode> rows() {
    return each(root.at("/panels")).filter(panel -> type(panel).equals("row")).toList();
  }

  List<JsonNode> variables() {
    return each(root.at("/templating/list")).toList();
  }

  static String type(JsonNode panel) {
    return panel.at("/type").asText();
  }

  static String title(JsonNode panel) {
    return panel.at("/title").asText();
  }

  /** The queries of all panels, with values in place of variables. */
  List<Query> queries(Map<String, String> values) {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      each(panel.at("/targets")).forEach(target -> queries.add(query(panel, target, values)));
    }
    return queries;
  }

  private static Query query(JsonNode panel, JsonNode target, Map<String, String> values) {
    return new Query(
        title(panel),
        replaced(target.at("/expr").asText(), values),
        target.path("legendFormat").asText(),
        target.path("format").asText().equals("table"));
  }

  /** As Grafana does it: the longest names first, since one may begin another. */
  static String replaced(String expression, Map<String, String> values) {
    List<String> names =
        values.keySet().stream().sorted((a, b) -> Integer.compare(b.length(), a.length())).toList();
    String result = expression;
    for (String name : names) {
      result = result.replace("$" + name, values.get(name));
    }
    return result;
  }

  @Override
  public String toString() {
    return file;
  }
}
