package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.http.core.Json;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithRedis
class ServeIT {
  private static final Pattern URL = Pattern.compile("serving at (http://127\\.0\\.0\\.1:\\d+)");
  private static final String JOBS = "/v1/pipelines/flaky/jobs";
  private static final String NONE = "";

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path directory;
  private String at = "";
  private String token = "";

  private ChildJvm serve(Place place, String... more) {
    String[] words =
        Stream.concat(Stream.of("serve", "--port", "0", "-p", FlakyPipeline.NAME), Stream.of(more))
            .toArray(String[]::new);
    ChildJvm server = place.start(words);
    server.awaitOutput("serving at", PATIENCE);
    Matcher url = URL.matcher(server.output());
    assertThat(url.find()).as(server.output()).isTrue();
    at = url.group(1);
    return server;
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(at + path))
            .timeout(PATIENCE)
            .method(method, BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.setHeader("Content-Type", "application/json");
    }
    if (!token.isEmpty()) {
      request.setHeader("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    return http.send(request(method, path, body, headers), BodyHandlers.ofString());
  }

  private JsonNode json(String method, String path, String body, String... headers)
      throws Exception {
    HttpResponse<String> answer = send(method, path, body, headers);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return Json.parse(answer.body());
  }

  private static String input(String line) {
    return "{\"input\":{\"line\":\"" + line + "\"}}";
  }

  @Test
  void servesJobsOperatorsAndTheConsole(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (ChildJvm server = serve(place);
        RedisLink link = RedisLink.open(redis);
        Worker worker = Worker.start(link, new FlakyPipeline().pipeline())) {
      assertThat(worker).isNotNull();
      assertThat(send("GET", "/console/", NONE).body()).contains("<title>Streamweir</title>");
      assertThat(json("GET", "/v1/me", NONE).get("tokens").asBoolean()).isFalse();
      assertThat(json("GET", "/openapi.json", NONE).get("paths")).isNotEmpty();
      waitsAndWatches();
      answersEachLine();
      showsWhatDied();
      assertThat(json("GET", "/v1/status", NONE).get("pipelines")).hasSize(1);
      assertThat(send("GET", "/health/live", NONE).statusCode()).isEqualTo(200);
      assertThat(send("GET", "/metrics", NONE).body()).contains("jvm_memory_used_bytes");
      server.terminate();
      assertThat(server.awaitExit(PATIENCE)).hasValue(0);
    }
  }

  private void waitsAndWatches() throws Exception {
    HttpRequest all = request("GET", "/v1/pipelines/flaky/results/events", NONE);
    HttpResponse<Stream<String>> results = http.send(all, BodyHandlers.ofLines());
    JsonNode end = json("POST", JOBS, input("good"), "Prefer", "wait=60");
    assertThat(end.get("state").asText()).isEqualTo("finished");
    String job = end.get("job").asText();
    assertThat(results.body().anyMatch(line -> line.startsWith("data:") && line.contains(job)))
        .isTrue();
    assertThat(json("GET", JOBS + "/" + job, NONE).get("state").asText()).isEqualTo("finished");
    assertThat(send("GET", JOBS + "/" + job + "/events", NONE).body()).contains("event: end");
  }

  private void answersEachLine() throws Exception {
    String lines = input("one") + "\n" + input("two") + "\n{\"input\":{}}\n";
    HttpResponse<String> bulk =
        send("POST", JOBS + "/bulk", lines, "Content-Type", "application/x-ndjson");
    List<String> answers = bulk.body().lines().toList();
    assertThat(answers).hasSize(4);
    assertThat(answers.get(2)).contains("invalid-input", "/input/line");
    assertThat(answers.get(3)).contains("\"submitted\":2", "\"refused\":1");
  }

  private void showsWhatDied() throws Exception {
    JsonNode failed = json("POST", JOBS, input("poison"), "Prefer", "wait=60");
    assertThat(failed.get("state").asText()).isEqualTo("failed");
    String dead = "/v1/pipelines/flaky/stages/check/dead/";
    assertThat(json("GET", dead + "letters", NONE).get("letters")).hasSize(1);
    JsonNode drop = json("POST", dead + "drop", "{\"filter\":{}}");
    assertThat(drop.get("kind").asText()).isEqualTo("dead-drop");
  }

  @Test
  void knowsCallersByTheirTokens(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    String file = directory.resolve("tokens").toString();
    Run reader = Run.of("token", "new", "anna", "--role", "read", "--tokens", file);
    assertThat(reader.status()).as(reader.err()).isZero();
    try (ChildJvm server = serve(place, "--tokens", file)) {
      assertThat(server).isNotNull();
      assertThat(send("GET", "/v1/me", NONE).statusCode()).isEqualTo(401);
      assertThat(send("GET", "/console/", NONE).statusCode()).isEqualTo(200);
      assertThat(send("GET", "/health/live", NONE).statusCode()).isEqualTo(200);
      token = reader.out().strip();
      JsonNode me = json("GET", "/v1/me", NONE);
      assertThat(me.get("name").asText()).isEqualTo("anna");
      assertThat(me.get("roles").toString()).isEqualTo("[\"read\"]");
      assertThat(send("POST", JOBS, input("good")).statusCode()).isEqualTo(403);
      token = "sw_wrong";
      assertThat(send("GET", "/v1/me", NONE).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void isNotOpenToOthersWithoutTokens(RedisSpace space) {
    Run open = Place.of(space).run("serve", "--host", "0.0.0.0", "--port", "0");

    assertThat(open.status()).isEqualTo(2);
    assertThat(open.err()).contains("--host 0.0.0.0 needs --tokens FILE");
    Run wrong = Place.of(space).run("serve", "--port", "0", "--tokens", "/no/such/file");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("/no/such/file");
  }
}
