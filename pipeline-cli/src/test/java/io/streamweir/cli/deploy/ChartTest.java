package io.streamweir.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {
  private static final String RUNBOOKS = "https://wiki.example.org/streamweir/operations.md#";

  static List<Path> values() {
    return Chart.values();
  }

  private static List<JsonNode> of(List<JsonNode> objects, String kind) {
    return objects.stream().filter(each -> each.at("/kind").asText().equals(kind)).toList();
  }

  private static JsonNode the(List<JsonNode> objects, String kind, String name) {
    return of(objects, kind).stream()
        .filter(each -> each.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static JsonNode container(JsonNode deployment) {
    return deployment.at("/spec/template/spec/containers/0");
  }

  private static String env(JsonNode deployment, String name) {
    return StreamSupport.stream(container(deployment).at("/env").spliterator(), false)
        .filter(each -> each.at("/name").asText().equals(name))
        .map(each -> each.at("/value").asText())
        .findFirst()
        .orElse("");
  }

  @Test
  void helmFindsNothingWrong() {
    LintResult result = Chart.lint();

    assertThat(result.isFailed()).as(() -> result.getMessages().toString()).isFalse();
  }

  /** `.ci/formats/check` compares these with what Kubernetes, KEDA and the operator publish. */
  @ParameterizedTest
  @MethodSource("values")
  void rendersObjectsWithNamesOfTheirOwn(Path values) throws IOException {
    String name = values.getFileName().toString();
    String text = Chart.text(name);
    Files.createDirectories(Path.of("target/chart"));
    Files.writeString(Path.of("target/chart").resolve(name), text);
    List<JsonNode> objects = Chart.parsed(text);

    assertThat(objects).isNotEmpty();
    assertThat(objects)
        .extracting(each -> each.at("/kind").asText() + " " + each.at("/metadata/name").asText())
        .doesNotHaveDuplicates();
    assertThat(of(objects, "Deployment"))
        .allSatisfy(
            deployment ->
                assertThat(deployment.at("/spec/template/metadata/labels"))
                    .containsAll(deployment.at("/spec/selector/matchLabels")));
  }

  @Test
  void workersWithoutKedaHaveTheirNumberAndAMonitorBesideThem() {
    List<JsonNode> objects = Chart.objects("defaults.yaml");

    assertThat(objects)
        .extracting(each -> each.at("/kind").asText())
        .containsOnly("Deployment", "PodDisruptionBudget");
    JsonNode worker = the(objects, "Deployment", "log-streamweir-worker-access-log");
    assertThat(worker.at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(texts(container(worker).at("/args")))
        .containsSequence("--pipeline", "access-log")
        .contains("--no-backlog-metrics");
    assertThat(container(worker).at("/image").asText()).isEqualTo("streamweir:0.1.0-SNAPSHOT");
    the(objects, "Deployment", "log-streamweir-monitor");
  }

  @Test
  void aGroupOfWorkersHasItsOwnStagesResourcesImageAndTimeToDrain() {
    List<JsonNode> objects = Chart.objects("everything.yaml");

    JsonNode parse = the(objects, "Deployment", "log-streamweir-worker-parse");
    assertThat(texts(container(parse).at("/args")))
        .containsSequence("--stages", "parse,classify")
        .endsWith("--concurrency", "32");
    assertThat(container(parse).at("/resources/limits/memory").asText()).isEqualTo("768Mi");
    JsonNode tally = the(objects, "Deployment", "log-streamweir-worker-tally");
    assertThat(container(tally).at("/image").asText()).isEqualTo("registry.example.org/orders:7");
    assertThat(tally.at("/spec/template/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(80);
    assertThat(of(objects, "Deployment"))
        .extracting(each -> each.at("/metadata/name").asText())
        .doesNotContain("log-streamweir-worker-access-log");
  }

  @Test
  void passwordsAndCertificatesAreFilesOfSecrets() {
    List<JsonNode> objects = Chart.objects("everything.yaml");

    JsonNode worker = the(objects, "Deployment", "log-streamweir-worker-parse");
    assertThat(env(worker, "STREAMWEIR_PASSWORD_FILE"))
        .isEqualTo("/run/secrets/redis-password/password");
    assertThat(env(worker, "STREAMWEIR_TLS_CA")).isEqualTo("/run/secrets/redis-tls/ca.crt");
    assertThat(env(worker, "STREAMWEIR_TLS_KEY")).isEqualTo("/run/secrets/redis-tls/tls.key");
    JsonNode monitor = the(objects, "Deployment", "log-streamweir-monitor");
    assertThat(env(monitor, "STREAMWEIR_REDIS")).startsWith("rediss-cluster://observer@");
    assertThat(monitor.at("/spec/template/spec/volumes").toString()).contains("redis-observer");
    JsonNode staging =
        the(Chart.objects("sentinel.yaml"), "Deployment", "log-streamweir-worker-all");
    assertThat(env(staging, "STREAMWEIR_SENTINEL_PASSWORD_FILE"))
        .isEqualTo("/run/secrets/sentinel-password/password");
  }

  @Test
  void theConsoleServesThoseWithATokenAndReachesRedisAsTheUserOfTheirRole() {
    List<JsonNode> objects = Chart.objects("everything.yaml");

    JsonNode console = the(objects, "Deployment", "log-streamweir-console");
    assertThat(texts(container(console).at("/args")))
        .startsWith("serve", "--pipeline", "access-log")
        .containsSequence("--host", "0.0.0.0", "--port", "8400")
        .containsSequence("--tokens", "/run/secrets/tokens/tokens")
        .containsSequence("--redis-user", "read=observer:/run/secrets/redis-read/password")
        .containsSequence("--redis-user", "operate=operator:/run/secrets/redis-operate/secret")
        .endsWith("--cors", "https://shop.example");
    assertThat(container(console).at("/ports/0/name").asText()).isEqualTo("http");
    assertThat(container(console).at("/ports/0/containerPort").asInt()).isEqualTo(8400);
    assertThat(container(console).findValuesAsText("path"))
        .containsOnly("/health/live", "/health/ready");
    assertThat(container(console).findValues("httpGet"))
        .hasSize(3)
        .allSatisfy(probe -> assertThat(probe.at("/port").asText()).isEqualTo("http"));
    assertThat(console.at("/spec/template/spec/volumes").findValuesAsText("secretName"))
        .contains("console-tokens", "redis-producer", "redis-observer", "redis-operator");
    JsonNode service = the(objects, "Service", "log-streamweir-console");
    assertThat(service.at("/spec/ports/0/targetPort").asText()).isEqualTo("http");
    assertThat(console.at("/spec/template/metadata/labels"))
        .containsAll(service.at("/spec/selector"));
  }

  @Test
  void aConsoleWithoutTokensIsRefused() {
    assertThatThrownBy(() -> Chart.objectsWith("console.enabled", true))
        .hasMessageContaining("console.tokensSecret");
  }

  @Test
  void kedaScalesOnSecondsBehindAndItsFallbackNeverShrinksAFleet() {
    List<JsonNode> objects = Chart.objects("everything.yaml");

    JsonNode scaled = the(objects, "ScaledObject", "log-streamweir-worker-parse");
    JsonNode trigger = scaled.at("/spec/triggers/0");
    assertThat(trigger.at("/metricType").asText()).isEqualTo("Value");
    assertThat(trigger.at("/metadata/query").asText())
        .contains(
            "streamweir_oldest_waiting_seconds{redis=\"production\", redis_namespace=\"sw\","
                + " pipeline=~\"access-log\", stage=~\"parse|classify\"}")
        .doesNotContain("entries");
    assertThat(trigger.at("/metadata/ignoreNullValues").asText()).isEqualTo("false");
    assertThat(scaled.at("/spec/fallback/behavior").asText()).isEqualTo("currentReplicasIfHigher");
    assertThat(scaled.at("/spec/minReplicaCount").asInt()).isPositive();
    JsonNode deployment = the(objects, "Deployment", "log-streamweir-worker-parse");
    assertThat(deployment.at("/spec").has("replicas")).isFalse();
    assertThat(of(objects, "ScaledObject")).hasSize(1);
  }

  @Test
  void prometheusScrapesAllPodsAndRulesNameTheGivenRunbooks() {
    List<JsonNode> objects = Chart.objects("everything.yaml");

    JsonNode monitor = of(objects, "PodMonitor").get(0);
    assertThat(monitor.at("/spec/podMetricsEndpoints/0/honorLabels").asBoolean()).isTrue();
    assertThat(of(objects, "Deployment"))
        .allSatisfy(
            deployment ->
                assertThat(deployment.at("/spec/template/metadata/labels"))
                    .containsAll(monitor.at("/spec/selector/matchLabels")));
    List<String> runbooks = of(objects, "PrometheusRule").get(0).findValuesAsText("runbook_url");
    assertThat(runbooks)
        .hasSizeGreaterThan(15)
        .allSatisfy(runbook -> assertThat(runbook).startsWith(RUNBOOKS));
    assertThat(Chart.objectsWith("prometheusRule.enabled", true))
        .flatMap(each -> each.findValuesAsText("runbook_url"))
        .hasSameSizeAs(runbooks)
        .allSatisfy(runbook -> assertThat(runbook).startsWith("docs/operations.md#"));
  }

  @Test
  void everyDashboardIsAConfigMapForGrafanasSidecar() throws IOException {
    List<JsonNode> maps = of(Chart.objects("everything.yaml"), "ConfigMap");

    assertThat(maps).hasSize(Path.of("../grafana/dashboards").toFile().list().length);
    for (JsonNode map : maps) {
      assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
      String file = map.at("/data").fieldNames().next();
      Path source = Path.of("../grafana/dashboards", file.replaceFirst("streamweir-", ""));
      assertThat(map.at("/data").get(file).asText().strip())
          .isEqualTo(Files.readString(source).strip());
    }
  }

  @Test
  void thePolicyLetsPodsReachRedisAndBeAskedForMetrics() {
    JsonNode policy = of(Chart.objects("everything.yaml"), "NetworkPolicy").get(0);

    assertThat(policy.at("/spec/ingress/0/ports/0/port").asText()).isEqualTo("metrics");
    assertThat(policy.at("/spec/ingress/1/ports/0/port").asText()).isEqualTo("http");
    assertThat(policy.at("/spec/ingress/1/from").toString()).contains("ingress");
    assertThat(policy.at("/spec/egress/1/ports/0/port").asInt()).isEqualTo(6379);
    assertThat(policy.at("/spec/egress/2/ports/0/port").asInt()).isEqualTo(443);
  }

  @Test
  void aValueThatThereIsNotIsRefused() {
    assertThatThrownBy(() -> Chart.objectsWith("redis.url", "redis://redis"))
        .hasMessageContaining("url");
  }
}
