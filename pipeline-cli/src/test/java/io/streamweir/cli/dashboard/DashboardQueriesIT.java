package io.streamweir.cli.dashboard;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.deploy.Chart;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Workers under load, of which one is killed, jobs that are retried and jobs that die, and a real
 * Prometheus that scrapes all of it: every expression of every dashboard and every rule must answer
 * with data. `mvn verify -Pprometheus` runs it.
 */
@Tag("prometheus")
@Order(1) // takes longest
class DashboardQueriesIT {
  private static final Map<String, String> VALUES =
      Map.of(
          "redis", "production",
          "redis_namespace", "sw",
          "pipeline", FlakyPipeline.NAME,
          "stage", "receive|check|answer",
          "__rate_interval", "5s");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");
  private static final Pattern QUERY_RESULT = Pattern.compile("query_result\\((.+)\\)");

  @TempDir private static Path directory;
  private static final List<AutoCloseable> STARTED = new ArrayList<>();
  private static PrometheusServer prometheus;
  private static String killed;

  @BeforeAll
  static void load() throws Exception {
    RedisServer redis = started(RedisServer.start("--maxmemory 512mb"));
    Place place = new Place(redis.uri(), "sw");
    Path lines = Files.writeString(directory.resolve("jobs"), jobs());
    Map<String, ChildJvm> processes = new LinkedHashMap<>();
    leaveATap(place);
    String[] worker = {"worker", "-p", FlakyPipeline.NAME, "--lease", "1s"};
    for (String[] command :
        List.of(worker, worker, new String[] {"monitor", "--metrics-by-partition"})) {
      int port = PrometheusServer.freePort();
      ChildJvm process =
          started(
              place.start(
                  with(
                      command,
                      "--redis-name=production",
                      "--metrics-by-partition",
                      "--metrics-port=" + port)));
      processes.put("127.0.0.1:" + port, process);
    }
    prometheus = started(PrometheusServer.start(directory, List.copyOf(processes.keySet())));
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> leaveAReader(place));
    started(
        place.start(
            "submit", "-p", FlakyPipeline.NAME, "--repeat", "--rate", "500", lines.toString()));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(value("count(sum by (instance) (streamweir_entries_total) > 0)"))
                    .isEqualTo(2));
    cutConnections(redis);
    killed = processes.keySet().iterator().next();
    String inHand = "sum(streamweir_lane_held_entries{instance=\"" + killed + "\"})";
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(value(inHand)).isGreaterThan(3));
    processes.get(killed).kill();
  }

  private static void leaveATap(Place place) {
    String[] scope = {"-p", FlakyPipeline.NAME, "--stage", "receive", "--name", "audit"};
    String[] tap = with(with(new String[] {"tap", "follow"}, scope), "--idle", "1ms");
    assertThat(place.run(tap).status()).isZero();
  }

  private static void leaveAReader(Place place) {
    Run read = place.run("results", "-p", FlakyPipeline.NAME, "--name", "billing", "--idle", "1ms");
    assertThat(read.status()).as(read.all()).isZero();
  }

  /** Until somebody's command has failed of it. */
  private static void cutConnections(RedisServer redis) {
    try (RedisClient client = RedisClient.create(redis.uri())) {
      var commands = client.connect().sync();
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () -> {
                commands.clientKill(KillArgs.Builder.typeNormal().skipme());
                assertThat(value("sum(streamweir_redis_failures_total)")).isPositive();
              });
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (int i = STARTED.size() - 1; i >= 0; i--) {
      STARTED.get(i).close();
    }
  }

  private static <T extends AutoCloseable> T started(T process) {
    STARTED.add(process);
    return process;
  }

  private static String[] with(String[] command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String jobs() {
    return IntStream.range(0, 1000)
        .mapToObj(i -> kind(i) + " " + i + "\n")
        .collect(Collectors.joining());
  }

  private static String kind(int number) {
    return number % 50 == 0
        ? "poison"
        : number % 50 == 21
            ? "wrecked"
            : number % 10 == 0 ? "unlucky" : number % 10 == 5 ? "chain" : "good";
  }

  @Test
  void tellThatAWorkerWasKilledAndItsEntriesWereTakenOver() {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(value("up{instance=\"" + killed + "\"}")).isZero();
              assertThat(value("sum(streamweir_entries_reclaimed_total)")).isPositive();
            });
  }

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelHasData(Dashboard dashboard) {
    for (Dashboard.Query query : dashboard.queries(VALUES)) {
      eventually(
          query.panel() + ": " + query.expression(),
          () -> {
            JsonNode series =
                query.table()
                    ? prometheus.now(query.expression())
                    : prometheus.lately(query.expression());
            assertThat(finite(series)).isPositive();
            for (JsonNode each : series) {
              assertThat(each.at("/metric").fieldNames()).toIterable().containsAll(query.labels());
            }
          });
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyVariableHasChoices(Dashboard dashboard) {
    for (JsonNode variable : dashboard.variables()) {
      String query = Dashboard.replaced(variable.at("/query/query").asText(), VALUES);
      Matcher labels = LABEL_VALUES.matcher(query);
      if (labels.matches()) {
        assertThat(prometheus.labelValues(labels.group(2), labels.group(1)))
            .as(query)
            .extracting(JsonNode::asText)
            .contains(VALUES.get(variable.at("/name").asText()));
      }
    }
  }

  @Test
  void stagesAreOfferedInTheOrderInWhichThePipelineDefinesThem() {
    String query =
        dashboards().stream()
            .flatMap(dashboard -> dashboard.variables().stream())
            .map(variable -> variable.at("/query/query").asText())
            .filter(text -> text.startsWith("query_result"))
            .findFirst()
            .orElseThrow();
    Matcher expression = QUERY_RESULT.matcher(Dashboard.replaced(query, VALUES));
    assertThat(expression.matches()).isTrue();
    assertThat(prometheus.now(expression.group(1)))
        .extracting(series -> series.at("/metric/stage").asText())
        .containsExactly("receive", "check", "answer", "sum");
  }

  @Test
  void everyRuleIsEvaluatedOnMetricsThatAreThere() {
    assertThat(prometheus.rules()).hasSizeGreaterThan(15);
    for (JsonNode rule : prometheus.rules()) {
      String name = rule.at("/name").asText();
      String expression = rule.at("/query").asText();
      eventually(name, () -> assertThat(health(name)).isEqualTo("ok"));
      if (rule.at("/type").asText().equals("recording")) {
        eventually(name, () -> assertThat(finite(prometheus.now(name))).isPositive());
      }
      Pattern.compile("\\b(stage:|streamweir_)[a-z0-9_:]+")
          .matcher(expression)
          .results()
          .forEach(metric -> eventually(name, () -> assertThat(known()).contains(metric.group())));
    }
  }

  private static List<String> known() {
    List<String> known = new ArrayList<>();
    prometheus.labelValues("__name__", "{__name__=~\".+\"}").forEach(n -> known.add(n.asText()));
    return known;
  }

  /** Its targets have a label {@code namespace} of Kubernetes, as a PodMonitor gives it. */
  @Test
  void theAutoscalersQueryTellsHowManySecondsThePipelineIsBehind() {
    String expression =
        Chart.query()
            .replace("access-log", FlakyPipeline.NAME)
            .replace("parse|classify", "receive|check");
    eventually(expression, () -> assertThat(value(expression)).isNotNaN().isNotNegative());
    String elsewhere = expression.replace("production", "staging");
    assertThat(prometheus.now(elsewhere)).isEmpty();
  }

  @Test
  void deadLettersRaiseAnAlertWhoseTextIsFilledIn() {
    eventually(
        "an alert",
        () -> {
          JsonNode alert =
              prometheus.rules().stream()
                  .filter(rule -> rule.at("/name").asText().equals("StreamweirDeadLettersGrowing"))
                  .findFirst()
                  .orElseThrow()
                  .at("/alerts/0");
          assertThat(alert.at("/annotations/summary").asText())
              .isEqualTo("Dead letters of stage check of flaky grow");
          assertThat(alert.at("/annotations/description").asText())
              .contains("Redis production, namespace sw", "Why, most often: attempts. To do: ")
              .doesNotContain("{{", "<error");
        });
  }

  private static String health(String rule) {
    return prometheus.rules().stream()
        .filter(each -> each.at("/name").asText().equals(rule))
        .map(each -> each.at("/health").asText())
        .findFirst()
        .orElseThrow();
  }

  /** How many values are numbers. */
  private static long finite(JsonNode series) {
    long count = 0;
    for (JsonNode each : series) {
      Iterable<JsonNode> values =
          each.has("value") ? List.of(each.at("/value")) : each.at("/values");
      for (JsonNode value : values) {
        count += Double.isFinite(Double.parseDouble(number(value.at("/1").asText()))) ? 1 : 0;
      }
    }
    return count;
  }

  /** As Java writes it. */
  private static String number(String value) {
    return value.replace("Inf", "Infinity");
  }

  private static double value(String expression) {
    return Double.parseDouble(number(prometheus.now(expression).at("/0/value/1").asText("NaN")));
  }

  private static void eventually(String what, Runnable assertion) {
    try {
      Awaitility.await().atMost(PATIENCE).untilAsserted(assertion::run);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(what, e);
    }
  }
}
