package io.streamweir.cli.dashboard;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;

/** A real Prometheus that scrapes and evaluates every second. */
final class PrometheusServer implements AutoCloseable {
  private static final String CONFIG =
      """
      global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
      rule_files: ['%s']
      scrape_configs:
        - job_name: streamweir
          static_configs: [{targets: %s, labels: %s}]
      """;

  /** As the usual scrape configuration of Kubernetes gives them to targets. */
  private static final String KUBERNETES =
      "{namespace: streamweir, pod: streamweir-0, node: worker-1, container: monitor}";

  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final Path output;
  private final int port;

  private PrometheusServer(Process process, Path output, int port) {
    this.process = process;
    this.output = output;
    this.port = port;
  }

  /**
   * Starts it on a free port of this machine, with the rules that are checked in.
   *
   * @param targets host and port of what it scrapes
   * @throws AssertionError where it is not installed
   */
  static PrometheusServer start(Path directory, List<String> targets) throws IOException {
    Path rules = Dashboard.GRAFANA.resolve("prometheus/rules/streamweir.yml").toRealPath();
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config, CONFIG.formatted(rules, "['" + String.join("', '", targets) + "']", KUBERNETES));
    Path output = directory.resolve("prometheus.log");
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port);
    try {
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      return new PrometheusServer(process, output, port).ready();
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs Prometheus: install it (Debian: apt-get install prometheus), or leave"
              + " out -Pprometheus",
          e);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private PrometheusServer ready() {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(get("/-/ready")).contains("Ready"));
    return this;
  }

  /** What an expression is now: a list of series, each with one value. */
  JsonNode now(String expression) {
    return data("/api/v1/query?query=" + encoded(expression)).at("/result");
  }

  /** What an expression was during the last seconds: a list of series, each with its values. */
  JsonNode lately(String expression) {
    Instant now = Instant.now();
    String range =
        "&step=1&start=" + now.minus(WINDOW).getEpochSecond() + "&end=" + now.getEpochSecond();
    return data("/api/v1/query_range?query=" + encoded(expression) + range).at("/result");
  }

  /** The values of a label, as a dashboard's variable asks for them. */
  JsonNode labelValues(String label, String selector) {
    return data("/api/v1/label/" + label + "/values?match[]=" + encoded(selector));
  }

  /** All rules with their state. */
  List<JsonNode> rules() {
    return Dashboard.each(data("/api/v1/rules").at("/groups"))
        .flatMap(group -> Dashboard.each(group.at("/rules")))
        .toList();
  }

  private JsonNode data(String path) {
    JsonNode answer = Json.parse(get(path.replace("[", "%5B").replace("]", "%5D")));
    assertThat(answer.at("/status").asText()).as(path + " " + answer).isEqualTo("success");
    return answer.at("/data");
  }

  private String get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String log() {
    return process.isAlive() ? "" : Dashboard.text(output);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
