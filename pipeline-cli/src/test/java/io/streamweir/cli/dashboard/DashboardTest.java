package io.streamweir.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of dashboards without Grafana and Prometheus. */
class DashboardTest {
  private static final Pattern METRIC = Pattern.compile("(?<![\\w:])streamweir_[a-z_]+");
  private static final Pattern RECORDED = Pattern.compile("\\w+:streamweir_\\w+:\\w+");
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
  private static final Pattern LINK = Pattern.compile("\"/d/([\\w-]+)");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");
  private static final Pattern UNGROUPED = Pattern.compile("\\b(?:sum|max|min|avg|count)\\(");
  private static final Pattern REASON =
      Pattern.compile("label_replace\\(\\s*(\\d) \\+ 0 [^\"]*\"reason\", \"([^\"]+)\"");
  private static final Set<String> BUILT_IN = Set.of("__rate_interval", "__url_time_range");

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @Test
  void thereAreThreeAndEachHasAnIdOfItsOwn() {
    assertThat(dashboards())
        .extracting(Dashboard::uid)
        .containsExactly("streamweir-overview", "streamweir-pipeline", "streamweir-redis");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsHaveIdsOfTheirOwnAndDoNotOverlap(Dashboard dashboard) {
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    List<JsonNode> open = Dashboard.each(dashboard.root().at("/panels")).toList();
    Stream<JsonNode> closed = open.stream().flatMap(each -> Dashboard.each(each.at("/panels")));
    assertThat(Stream.concat(open.stream(), closed)).allMatch(p -> ids.add(p.at("/id").asInt()));
    for (JsonNode panel : open) {
      String title = Dashboard.title(panel);
      JsonNode at = panel.at("/gridPos");
      assertThat(at.at("/x").asInt() + at.at("/w").asInt()).as(title).isBetween(1, 24);
      for (int x = 0; x < at.at("/w").asInt(); x++) {
        for (int y = 0; y < at.at("/h").asInt(); y++) {
          String cell = (at.at("/x").asInt() + x) + "/" + (at.at("/y").asInt() + y);
          assertThat(cells.add(cell)).as(title + " overlaps at " + cell).isTrue();
        }
      }
    }
  }

  /** Grafana takes a panel of a closed row for one that stands below the row's title. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void aClosedRowHidesItsPanelsAndTheyStandBelowIt(Dashboard dashboard) {
    for (JsonNode row : dashboard.rows()) {
      int top = row.at("/gridPos/y").asInt();
      assertThat(row.at("/collapsed").asBoolean()).isEqualTo(!row.at("/panels").isEmpty());
      assertThat(Dashboard.each(row.at("/panels")))
          .as(Dashboard.title(row))
          .allMatch(panel -> panel.at("/gridPos/y").asInt() > top);
    }
  }

  /**
   * A screen shows about 25 units. What only some pipelines have is behind the title of its row.
   */
  @ParameterizedTest
  @MethodSource("dashboards")
  void isNotTallerThanThreeScreens(Dashboard dashboard) {
    int height =
        Dashboard.each(dashboard.root().at("/panels"))
            .mapToInt(panel -> panel.at("/gridPos/y").asInt() + panel.at("/gridPos/h").asInt())
            .max()
            .orElseThrow();
    assertThat(height).isBetween(30, 75);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelSaysHowToReadItAndInWhichUnit(Dashboard dashboard) {
    for (JsonNode panel : dashboard.panels()) {
      String title = Dashboard.title(panel);
      assertThat(panel.at("/description").asText()).as(title).hasSizeGreaterThan(40).endsWith(".");
      assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(title).isNotEmpty();
      assertThat(thresholds(panel)).as(title).isNotEmpty();
      assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
      assertThat(panel.at("/targets")).as(title).isNotEmpty();
      for (JsonNode target : panel.at("/targets")) {
        assertThat(target.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
      }
    }
  }

  /** A table judges each column by itself. */
  private static List<JsonNode> thresholds(JsonNode panel) {
    List<JsonNode> steps = new ArrayList<>();
    panel.at("/fieldConfig/defaults/thresholds/steps").forEach(steps::add);
    for (JsonNode override : panel.at("/fieldConfig/overrides")) {
      Dashboard.each(override.at("/properties"))
          .filter(property -> property.at("/id").asText().equals("thresholds"))
          .forEach(property -> property.at("/value/steps").forEach(steps::add));
    }
    return steps;
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void usesOnlyVariablesThatItDefinesAndUsesThemAll(Dashboard dashboard) {
    Set<String> defined =
        dashboard.variables().stream()
            .map(variable -> variable.at("/name").asText())
            .collect(Collectors.toSet());
    Set<String> used = new HashSet<>(Set.of("datasource"));
    VARIABLE
        .matcher(dashboard.root().toString())
        .results()
        .map(name -> name.group(1))
        .filter(name -> !BUILT_IN.contains(name) && !name.equals("__all"))
        .forEach(used::add);
    assertThat(used).isEqualTo(defined);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void linksLeadToDashboardsThatAreThere(Dashboard dashboard) {
    List<String> uids = dashboards().stream().map(Dashboard::uid).toList();
    LINK.matcher(dashboard.root().toString())
        .results()
        .forEach(link -> assertThat(uids).contains(link.group(1)));
    for (JsonNode link : dashboard.root().at("/links")) {
      assertThat(dashboards())
          .allMatch(
              each -> each.root().at("/tags").toString().contains(link.at("/tags/0").asText()));
    }
  }

  /** A rule finds out what is wrong, and a table names its ranks. */
  @Test
  void saysTheReasonsOfTheRuleInItsWords() {
    Map<String, String> ranks = new TreeMap<>();
    REASON
        .matcher(Dashboard.text(Path.of("../grafana/prometheus/rules/streamweir.yml")))
        .results()
        .forEach(reason -> ranks.put(reason.group(1), reason.group(2)));
    assertThat(ranks).hasSizeGreaterThan(5);
    for (Dashboard dashboard : List.of(dashboards().get(0), dashboards().get(1))) {
      Map<String, String> named = new TreeMap<>();
      dashboard.panels().stream()
          .flatMap(panel -> Dashboard.each(panel.at("/fieldConfig/overrides")))
          .flatMap(override -> Dashboard.each(override.at("/properties")))
          .filter(property -> property.at("/id").asText().equals("mappings"))
          .flatMap(property -> Dashboard.each(property.at("/value")))
          .filter(mapping -> mapping.at("/type").asText().equals("value"))
          .flatMap(mapping -> mapping.at("/options").properties().stream())
          .forEach(rank -> named.put(rank.getKey(), rank.getValue().at("/text").asText()));
      assertThat(named).isEqualTo(ranks);
    }
  }

  @Test
  void theOverviewLeadsToThePipelineFromEveryPanelThatShowsPipelines() {
    Dashboard overview = dashboards().get(0);
    for (JsonNode panel : overview.panels()) {
      if (panel.at("/targets").toString().contains("streamweir_")) {
        assertThat(panel.toString()).as(Dashboard.title(panel)).contains("/d/streamweir-pipeline?");
      }
    }
  }

  /** Each of them for itself where a dashboard shows several, else one of them alone. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void neverAddsUpWhatDifferentRedisServersHave(Dashboard dashboard) {
    boolean several =
        dashboard.variables().stream()
            .filter(variable -> variable.at("/name").asText().equals("redis"))
            .anyMatch(variable -> variable.at("/multi").asBoolean());
    for (Dashboard.Query query : dashboard.queries(Map.of())) {
      String expression = query.expression();
      if (expression.contains("streamweir_")) {
        assertThat(expression)
            .as(query.panel())
            .contains("redis=~\"$redis\"", "redis_namespace=~\"$redis_namespace\"");
      }
      if (several) {
        assertThat(GROUPING.matcher(expression).results().map(grouping -> grouping.group(1)))
            .as(query.panel())
            .allSatisfy(labels -> assertThat(labels).contains("redis"));
        assertThat(UNGROUPED.matcher(expression).find()).as(query.panel()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void asksOnlyForMetricsThatAreDocumented(Dashboard dashboard) {
    List<String> asked = new ArrayList<>();
    dashboard.queries(Map.of()).forEach(query -> asked.add(query.expression()));
    dashboard.variables().forEach(variable -> asked.add(variable.at("/query").toString()));
    asked.forEach(DashboardTest::assertDocumented);
  }

  static void assertDocumented(String expression) {
    String documents = Dashboard.text(Path.of("../docs/metrics.md"));
    METRIC
        .matcher(expression)
        .results()
        .map(metric -> metric.group().replaceAll("_(bucket|sum|count)$", ""))
        .forEach(metric -> assertThat(documents).contains("| `" + metric + "`"));
    String rules = Dashboard.text(Path.of("../grafana/prometheus/rules/streamweir.yml"));
    RECORDED
        .matcher(expression)
        .results()
        .forEach(recorded -> assertThat(rules).contains("- record: " + recorded.group() + "\n"));
  }
}
