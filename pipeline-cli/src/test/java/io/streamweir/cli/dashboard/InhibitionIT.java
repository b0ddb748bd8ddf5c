package io.streamweir.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.core.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Alertmanager holds back by the shipped configuration. */
@Tag("prometheus")
class InhibitionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Path CONFIG = Dashboard.GRAFANA.resolve("alertmanager/alertmanager.yml");

  private final HttpClient client = HttpClient.newHttpClient();
  private Process alertmanager;
  private String api;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    int port = PrometheusServer.freePort();
    api = "http://127.0.0.1:" + port + "/api/v2/alerts";
    alertmanager =
        new ProcessBuilder(
                program(),
                "--config.file=" + CONFIG.toRealPath(),
                "--storage.path=" + directory,
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("alertmanager.log").toFile())
            .start();
    Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> shown().isEmpty());
  }

  @AfterEach
  void stop() throws InterruptedException {
    alertmanager.destroyForcibly().waitFor();
  }

  /** Debian's name, or that of the project's own archive. */
  private static String program() {
    return Stream.of("prometheus-alertmanager", "alertmanager")
        .flatMap(
            name ->
                Pattern.compile(":")
                    .splitAsStream(System.getenv("PATH"))
                    .map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "this test needs Alertmanager: install it (Debian: apt-get install"
                        + " prometheus-alertmanager), or leave out -Pprometheus"));
  }

  private static String alert(String name, String... labels) {
    Map<String, String> all = new TreeMap<>(Map.of("alertname", "Streamweir" + name));
    for (int i = 0; i < labels.length; i += 2) {
      all.put(labels[i], labels[i + 1]);
    }
    return all.entrySet().stream()
        .map(label -> "\"" + label.getKey() + "\":\"" + label.getValue() + "\"")
        .collect(Collectors.joining(",", "{\"labels\":{", "}}"));
  }

  private static String stage(String name, String redis, String stage) {
    return alert(name, "redis", redis, "redis_namespace", "sw", "pipeline", "p", "stage", stage);
  }

  /** Name and Redis of those that an operator is told of, once all have come. */
  private List<String> told(String... alerts) throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(api))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("[" + String.join(",", alerts) + "]"))
            .build();
    HttpResponse<String> answer = client.send(post, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                shown().size() == alerts.length
                    && shown().stream()
                        .noneMatch(
                            each -> each.at("/status/state").asText().equals("unprocessed")));
    return shown().stream()
        .filter(each -> each.at("/status/inhibitedBy").isEmpty())
        .map(
            each -> each.at("/labels/alertname").asText() + " " + each.at("/labels/redis").asText())
        .sorted()
        .toList();
  }

  private List<JsonNode> shown() throws Exception {
    HttpRequest get = HttpRequest.newBuilder(URI.create(api)).build();
    JsonNode all = Json.parse(client.send(get, BodyHandlers.ofString()).body());
    return Stream.iterate(0, i -> i < all.size(), i -> i + 1).map(all::get).toList();
  }

  @Test
  void aDeadRedisIsOneAlertAndHidesNothingOfAnother() throws Exception {
    assertThat(
            told(
                alert("RedisUnreachable", "redis", "prod", "redis_namespace", "sw"),
                stage("WorkerNotPolling", "prod", "a"),
                stage("StageFarBehind", "prod", "a"),
                alert("RedisNoReplica", "redis", "prod", "redis_node", "r:6379"),
                stage("StageFarBehind", "staging", "a")))
        .containsExactly("StreamweirRedisUnreachable prod", "StreamweirStageFarBehind staging");
  }

  @Test
  void aStageWithoutWorkersIsOneAlert() throws Exception {
    assertThat(
            told(
                stage("NoWorker", "prod", "a"),
                stage("StageBehind", "prod", "a"),
                stage("StageFarBehind", "prod", "a"),
                stage("StageBehind", "prod", "b")))
        .containsExactly("StreamweirNoWorker prod", "StreamweirStageBehind prod");
  }

  @Test
  void everyAlertThatIsNamedIsOneOfTheRules() {
    String rules = Dashboard.text(Dashboard.GRAFANA.resolve("prometheus/rules/streamweir.yml"));
    assertThat(
            Pattern.compile("source_matchers: \\[alertname = (\\w+)\\]")
                .matcher(Dashboard.text(CONFIG))
                .results()
                .map(source -> source.group(1)))
        .hasSizeGreaterThan(4)
        .allSatisfy(name -> assertThat(rules).contains("- alert: " + name + "\n"));
  }
}
