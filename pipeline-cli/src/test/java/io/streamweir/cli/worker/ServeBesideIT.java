package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API in the process of a worker or a monitor. */
@WithRedis
class ServeBesideIT {
  private static final String JOBS = "/v1/pipelines/flaky/jobs";
  private static final String GOOD = "{\"input\":{\"line\":\"good\"}}";
  private static final String NONE = "";

  @TempDir private Path directory;

  private static void isReady(Served served) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> served.send("GET", "/health/ready", NONE).statusCode() == 200);
  }

  @Test
  void aWorkerTakesJobsAndWorksOnThem(RedisSpace space) throws Exception {
    try (Served served = Served.by("worker", Place.of(space))) {
      JsonNode end = served.json("POST", JOBS, GOOD, "Prefer", "wait=60");
      assertThat(end.get("state").asText()).isEqualTo("finished");
      isReady(served);
      assertThat(served.send("GET", "/metrics", NONE).body()).contains("streamweir_");
      HttpResponse<Stream<String>> events =
          served.lines("GET", "/v1/pipelines/flaky/results/events", NONE);
      assertThat(served.stopped()).hasValue(0);
      assertThat(events.body().toList()).contains("event: stopping");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "monitor"})
  void showsPipelinesAndTheConsoleBesideMetricsAndHealth(String command, RedisSpace space)
      throws Exception {
    try (Served served = Served.by(command, Place.of(space))) {
      assertThat(served.send("GET", "/console/", NONE).body())
          .contains("<title>Streamweir</title>");
      isReady(served);
      JsonNode pipelines = served.json("GET", "/v1/status", NONE).get("pipelines");
      assertThat(pipelines).hasSize(1);
      assertThat(served.send("GET", "/health/live", NONE).statusCode()).isEqualTo(200);
      assertThat(served.send("GET", "/metrics", NONE).body()).contains("streamweir_backlog");
      assertThat(served.stopped()).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "monitor"})
  void knowsCallersByTheirTokens(String command, RedisSpace space) throws Exception {
    String file = directory.resolve("tokens").toString();
    String token = Run.of("token", "new", "anna", "--role", "read", "--tokens", file).out().strip();
    try (Served served = Served.by(command, Place.of(space), "--tokens", file)) {
      assertThat(served.send("GET", "/v1/status", NONE).statusCode()).isEqualTo(401);
      served.as(token);
      assertThat(served.json("GET", "/v1/me", NONE).get("name").asText()).isEqualTo("anna");
      assertThat(served.send("POST", JOBS, GOOD).statusCode()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "monitor"})
  void saysWhichOptionsDoNotGoTogether(String command, RedisSpace space) {
    Place place = Place.of(space);
    String needs = "needs --port PORT";
    for (List<String> alone :
        List.of(
            List.of("--tokens", "tokens"),
            List.of("--host", "127.0.0.1"),
            List.of("--cors", "http://a"),
            List.of("--base-path", "/a"),
            List.of("--redis-user", "read=a:b"))) {
      refuses(place, needs, command, alone.get(0), alone.get(1), "--metrics-port", "0");
    }
    refuses(place, "leave out --metrics-port", command, "--port", "0", "--metrics-port", "0");
    refuses(place, "needs --tokens FILE", command, "--port", "0", "--host", "0.0.0.0");
    refuses(place, "--port: port must be", command, "--port", "70000");
  }

  private static void refuses(Place place, String what, String... words) {
    Run run = place.run(words);
    assertThat(run.status()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(what);
  }
}
