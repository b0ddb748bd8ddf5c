package io.streamweir.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of the rules without Prometheus; `grafana/check` lets it unit-test them. */
class AlertRulesTest {
  private static final Path PROMETHEUS = Dashboard.GRAFANA.resolve("prometheus");
  private static final Pattern RECORDED = Pattern.compile("stage:\\w+(:\\w+)?");

  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");

  private static String rules() {
    return Dashboard.text(PROMETHEUS.resolve("rules/streamweir.yml"));
  }

  /** The text of each alert. */
  static List<String> alerts() {
    return Pattern.compile("- alert: (?:(?!- alert:).)*", Pattern.DOTALL)
        .matcher(rules())
        .results()
        .map(alert -> alert.group())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertSaysWhatIsWrongAndWhereItsRunbookIs(String alert) {
    String anchor =
        find(
            "runbook_url: '\\{\\{ or \\$externalLabels\\.streamweir_docs \"docs\" }}"
                + "/operations\\.md#([a-z]+)'",
            alert);
    assertThat(Dashboard.text(Path.of("../docs/operations.md")).toLowerCase(Locale.ROOT))
        .contains("\n### " + anchor + "\n");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void aUnitTestMakesItFire(String alert) {
    assertThat(Dashboard.text(PROMETHEUS.resolve("tests/streamweir.yml")))
        .contains("alertname=\"" + name(alert) + "\", alertstate=\"firing\"");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertSaysWhatToDo(String alert) {
    assertThat(find("description: >-\\n((?:.*\\n)+?) *runbook", alert)).contains("To do: ");
  }

  @Test
  void theRulesAskOnlyForMetricsThatAreDocumented() {
    DashboardTest.assertDocumented(
        RECORDED
            .matcher(rules())
            .replaceAll("")
            .replaceAll("- alert.*", "")
            .replace("streamweir_docs", "")); // tells where runbooks are
  }

  /** Production and staging may be scraped by one Prometheus, with the same pipelines. */
  @Test
  void everyAggregationKeepsTheRedisServersApart() {
    assertThat(GROUPING.matcher(rules()).results().map(grouping -> grouping.group(1)))
        .filteredOn(labels -> labels.contains("pipeline") || labels.contains("redis"))
        .hasSizeGreaterThan(20)
        .allSatisfy(labels -> assertThat(labels).startsWith("redis, redis_namespace"));
  }

  @Test
  void everyAlertOfAPipelineSaysOnWhichRedisItIs() {
    assertThat(alerts())
        .filteredOn(alert -> alert.contains("$labels.pipeline"))
        .isNotEmpty()
        .allSatisfy(
            alert ->
                assertThat(alert).contains("{{ $labels.redis }}", "{{ $labels.redis_namespace }}"));
  }

  private static String name(String alert) {
    return find("- alert: (\\w+)", alert);
  }

  private static String find(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(pattern + " is missing in:\n" + text));
  }
}
