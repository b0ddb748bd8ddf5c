package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.cli.pipelines.SlowPipeline;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

@WithRedis
class MetricsIT {
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
  private static final String LINE =
      "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 20 \"-\" \"curl\"\n";

  /** Metrics of what a plain worker does not do, has not met, or has none of. */
  private static final Set<String> NOT_HERE =
      Set.of("submit", "redis_failures", "tap_unseen", "stage_breaker");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aWorkerServesItsMetricsAndIsReadyUntilItDrains(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    try (ChildJvm worker =
        place.start(
            "worker",
            "-p=access-log",
            "-p=slow",
            "-p",
            FlakyPipeline.NAME,
            "--metrics-port=0",
            "--metrics-by-partition")) {
      worker.awaitOutput("is ready", PATIENCE);
      String at = url(worker);
      submitOfEachKind(place, at);
      String text = scrape(at);
      assertThat(MetricsDocument.read().problems(text, NOT_HERE)).isEmpty();
      assertThat(text).contains("jvm_memory_used_bytes", "process_cpu_usage");
      assertThat(sum(text, "streamweir_entry_waiting_seconds_count", "stage=\"tally\""))
          .isPositive();
      servesEachFormat(at);
      assertThat(get(at + "/health/live", "*/*").statusCode()).isEqualTo(200);
      assertThat(get(at + "/health/ready", "*/*").body()).isEqualTo("ready\n");
      assertThat(get(at + "/nothing", "*/*").statusCode()).isEqualTo(404);

      place.runWithInput(WorkerIT.SLOW_JOB, "submit", "-p", "slow", "-");
      worker.awaitOutput(SlowPipeline.BEGUN, PATIENCE);
      worker.terminate();
      await()
          .atMost(PATIENCE)
          .until(() -> get(at + "/health/ready", "*/*").body().equals("draining\n"));
      assertThat(get(at + "/health/ready", "*/*").statusCode()).isEqualTo(503);
      assertThat(get(at + "/health/live", "*/*").statusCode()).isEqualTo(200);
      assertThat(scrape(at)).contains("streamweir_entries_total");
    }
  }

  /** Submits jobs and waits until the metrics show their ends. */
  private void submitOfEachKind(Place place, String at) throws Exception {
    leaveAReader(place);
    place.runWithInput("chain\n", "submit", "-p", FlakyPipeline.NAME, "-");
    place.runWithInput(LINE.repeat(30) + "broken\n", "submit", "-p", "access-log", "-");
    await()
        .atMost(PATIENCE)
        .until(() -> sum(scrape(at), "streamweir_entries_total", "stage=\"tally\"") == 30);
    await()
        .atMost(PATIENCE)
        .until(() -> sum(scrape(at), "streamweir_dead_entries", "stage=\"parse\"") == 1);
    for (String late : List.of("streamweir_results_unread_ends{", "streamweir_jobs_chained_")) {
      await().atMost(PATIENCE).until(() -> scrape(at).contains(late));
    }
  }

  private void servesEachFormat(String at) throws IOException, InterruptedException {
    HttpResponse<String> open = get(at + "/metrics", "application/openmetrics-text;version=1.0.0");
    assertThat(open.headers().firstValue("Content-Type").orElse("")).contains("openmetrics-text");
    assertThat(open.body()).endsWith("# EOF\n").contains("# TYPE streamweir_entries counter");
    assertThat(packed(at, "gzip", "application/openmetrics-text")).contains("# EOF");
    assertThat(packed(at, "gzip", "application/vnd.google.protobuf;q=0.6,text/plain;q=0.4"))
        .contains("streamweir_entry_handling_seconds")
        .doesNotContain("# TYPE");
  }

  private static void leaveAReader(Place place) {
    Run read = place.run("results", "-p", FlakyPipeline.NAME, "--name", "billing", "--idle", "1ms");
    assertThat(read.status()).as(read.all()).isZero();
  }

  @Test
  void aMonitorServesWhatTheServerHasAndSaysWhenItIsAway() throws Exception {
    try (RedisServer server = RedisServer.start()) {
      Place place = new Place(server.uri(), "sw");
      place.runWithInput(LINE.repeat(7), "submit", "-p", "access-log", "-");
      try (ChildJvm monitor = place.start("monitor", "--metrics-port", "0")) {
        monitor.awaitOutput("monitor is ready", PATIENCE);
        String at = url(monitor);
        await()
            .atMost(PATIENCE)
            .until(() -> sum(scrape(at), "streamweir_backlog_entries", "stage=\"parse\"") == 7);
        String text = scrape(at);
        assertThat(sum(text, "streamweir_oldest_waiting_seconds", "stage=\"parse\"")).isPositive();
        assertThat(sum(text, "streamweir_backlog_entries", "stage=\"tally\"")).isZero();
        assertThat(sum(text, "streamweir_lag_known", "stage=\"tally\"")).isEqualTo(1);
        assertThat(sum(text, "streamweir_redis_memory_used_bytes", "redis_node=\"127.0.0.1"))
            .isPositive();
        assertThat(sum(text, "streamweir_redis_persisting", "redis_node=\"127.0.0.1")).isEqualTo(1);
        assertThat(text).doesNotContain("streamweir_entries_total");
        server.stop();
        await()
            .atMost(PATIENCE)
            .until(() -> sum(scrape(at), "streamweir_backlog_up", "pipeline=\"access-log\"") == 0);
        assertThat(get(at + "/health/ready", "*/*").statusCode()).isEqualTo(503);
        assertThat(get(at + "/health/live", "*/*").statusCode()).isEqualTo(200);
        monitor.terminate();
        assertThat(monitor.awaitExit(PATIENCE)).hasValue(0);
      }
    }
  }

  @Test
  void aPortInUseIsOneClearLine(RedisSpace space) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Run run = Place.of(space).run("monitor", "--metrics-port", port);
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("127.0.0.1:" + port, "choose another --metrics-port");
      assertThat(run.err().lines()).hasSize(1);
    }
  }

  private static String url(ChildJvm process) {
    Matcher url = URL.matcher(process.output());
    assertThat(url.find()).isTrue();
    return url.group();
  }

  private String scrape(String at) throws IOException, InterruptedException {
    return get(at + "/metrics", "text/plain").body();
  }

  /** What a scraper reads that takes it packed, which must be worth it. */
  private String packed(String at, String encoding, String accept)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(URI.create(at + "/metrics"))
                .header("Accept", accept)
                .header("Accept-Encoding", encoding)
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode())
        .as(new String(response.body(), StandardCharsets.ISO_8859_1))
        .isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Encoding")).contains(encoding);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith(accept.replaceAll("[;,].*", ""));
    byte[] whole = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
    assertThat(response.body().length).isLessThan(whole.length / 4);
    return new String(whole, StandardCharsets.ISO_8859_1);
  }

  private HttpResponse<String> get(String url, String accept)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).header("Accept", accept).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The sum of all series of that name whose labels contain this one. */
  private static double sum(String text, String name, String label) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
