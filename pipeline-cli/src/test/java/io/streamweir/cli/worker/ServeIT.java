package io.streamweir.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithRedis
class ServeIT {
  private static final String JOBS = "/v1/pipelines/flaky/jobs";
  private static final String NONE = "";

  @TempDir private Path directory;

  private static String input(String line) {
    return "{\"input\":{\"line\":\"" + line + "\"}}";
  }

  @Test
  void servesJobsOperatorsAndTheConsole(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (Served served = Served.by(place);
        RedisLink link = RedisLink.open(redis);
        Worker worker = Worker.start(link, new FlakyPipeline().pipeline())) {
      assertThat(worker).isNotNull();
      assertThat(served.send("GET", "/console/", NONE).body())
          .contains("<title>Streamweir</title>");
      assertThat(served.json("GET", "/v1/me", NONE).get("tokens").asBoolean()).isFalse();
      assertThat(served.json("GET", "/openapi.json", NONE).get("paths")).isNotEmpty();
      waitsAndWatches(served);
      answersEachLine(served);
      showsWhatDied(served);
      assertThat(served.json("GET", "/v1/status", NONE).get("pipelines")).hasSize(1);
      assertThat(served.send("GET", "/health/live", NONE).statusCode()).isEqualTo(200);
      assertThat(served.send("GET", "/metrics", NONE).body()).contains("jvm_memory_used_bytes");
      assertThat(served.stopped()).hasValue(0);
    }
  }

  private void waitsAndWatches(Served served) throws Exception {
    HttpResponse<Stream<String>> results =
        served.lines("GET", "/v1/pipelines/flaky/results/events", NONE);
    JsonNode end = served.json("POST", JOBS, input("good"), "Prefer", "wait=60");
    assertThat(end.get("state").asText()).isEqualTo("finished");
    String job = end.get("job").asText();
    assertThat(results.body().anyMatch(line -> line.startsWith("data:") && line.contains(job)))
        .isTrue();
    assertThat(served.json("GET", JOBS + "/" + job, NONE).get("state").asText())
        .isEqualTo("finished");
    assertThat(served.send("GET", JOBS + "/" + job + "/events", NONE).body())
        .contains("event: end");
  }

  private void answersEachLine(Served served) throws Exception {
    String lines = input("one") + "\n" + input("two") + "\n{\"input\":{}}\n";
    HttpResponse<String> bulk =
        served.send("POST", JOBS + "/bulk", lines, "Content-Type", "application/x-ndjson");
    List<String> answers = bulk.body().lines().toList();
    assertThat(answers).hasSize(4);
    assertThat(answers.get(2)).contains("invalid-input", "/input/line");
    assertThat(answers.get(3)).contains("\"submitted\":2", "\"refused\":1");
  }

  private void showsWhatDied(Served served) throws Exception {
    JsonNode failed = served.json("POST", JOBS, input("poison"), "Prefer", "wait=60");
    assertThat(failed.get("state").asText()).isEqualTo("failed");
    String dead = "/v1/pipelines/flaky/stages/check/dead/";
    assertThat(served.json("GET", dead + "letters", NONE).get("letters")).hasSize(1);
    JsonNode drop = served.json("POST", dead + "drop", "{\"filter\":{}}");
    assertThat(drop.get("kind").asText()).isEqualTo("dead-drop");
  }

  @Test
  void knowsCallersByTheirTokens(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    String file = directory.resolve("tokens").toString();
    Run reader = Run.of("token", "new", "anna", "--role", "read", "--tokens", file);
    assertThat(reader.status()).as(reader.err()).isZero();
    try (Served served = Served.by(place, "--tokens", file)) {
      assertThat(served.send("GET", "/v1/me", NONE).statusCode()).isEqualTo(401);
      assertThat(served.send("GET", "/console/", NONE).statusCode()).isEqualTo(200);
      assertThat(served.send("GET", "/health/live", NONE).statusCode()).isEqualTo(200);
      served.as(reader.out().strip());
      JsonNode me = served.json("GET", "/v1/me", NONE);
      assertThat(me.get("name").asText()).isEqualTo("anna");
      assertThat(me.get("roles").toString()).isEqualTo("[\"read\"]");
      assertThat(served.send("POST", JOBS, input("good")).statusCode()).isEqualTo(403);
      served.as("sw_wrong");
      assertThat(served.send("GET", "/v1/me", NONE).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void isNotOpenToOthersWithoutTokens(RedisSpace space) {
    Run open = Place.of(space).run("serve", "--host", "0.0.0.0", "--port", "0");

    assertThat(open.status()).isEqualTo(2);
    assertThat(open.err()).contains("--host 0.0.0.0 needs --tokens FILE");
    Run wrong = Place.of(space).run("serve", "--port", "0", "--tokens", "/no/such/file");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("--tokens /no/such/file: no such file or directory");
  }

  /** One line that says what to do, and no stack trace, for each mistake of a newcomer. */
  @Test
  void saysWhatIsWrongInOneLine(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    Path unreadable = Files.createDirectory(directory.resolve("tokens"));
    Path nonsense = Files.writeString(directory.resolve("nonsense"), "anna read\n");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      says(place, 1, "choose another --port", "serve", "--port", port);
      says(place, 2, "--port: port must be 0 to 65535: 70000", "serve", "--port", "70000");
      says(
          place,
          1,
          "--host nowhere.invalid",
          "serve",
          "--host",
          "nowhere.invalid",
          "--tokens",
          good());
      says(place, 2, "unknown pipeline 'nope'", "serve", "--port", "0", "-p", "nope");
      says(place, 2, "--tokens " + unreadable, "serve", "--port", "0", "--tokens", "" + unreadable);
      says(place, 2, "line 1", "serve", "--port", "0", "--tokens", "" + nonsense);
      says(place, 2, "--cors", "serve", "--port", "0", "--cors", "shop.example");
      says(place, 2, "--base-path", "serve", "--port", "0", "--base-path", "a b");
    }
    Place stranger = new Place(space.uri().replace("//", "//boss:wrong@"), space.namespace());
    says(stranger, 1, "password", "serve", "--port", "0");
  }

  private String good() {
    String file = directory.resolve("good").toString();
    Run.of("token", "new", "anna", "--role", "read", "--tokens", file);
    return file;
  }

  private static void says(Place place, int status, String what, String... words) {
    Run run = place.run(words);
    assertThat(run.status()).as(run.err()).isEqualTo(status);
    assertThat(run.err()).contains(what).doesNotContain("\tat ", "wrong@", "Exception");
    assertThat(run.err().lines().filter(line -> line.startsWith("streamweir: "))).hasSize(1);
  }

  /** It serves what needs no Redis, says each time why the rest is missing, and ends when asked. */
  @Test
  void waitsForARedisThatIsNotThereAndSaysSo() throws Exception {
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = nobody.getLocalPort();
      nobody.close();
      try (Served served = Served.by(new Place("redis://127.0.0.1:" + port, "sw"))) {
        assertThat(served.send("GET", "/console/", NONE).statusCode()).isEqualTo(200);
        HttpResponse<String> look = served.send("GET", "/v1/status", NONE);
        HttpResponse<String> submit = served.send("POST", JOBS, input("good"));
        assertThat(submit.statusCode()).isEqualTo(503);
        assertThat(submit.headers().firstValue("Retry-After")).isPresent();
        assertThat(look.body()).doesNotContain("Exception");
        assertThat(served.send("GET", "/health/live", NONE).statusCode()).isEqualTo(200);
        assertThat(served.send("GET", "/health/ready", NONE).statusCode()).isEqualTo(503);
        assertThat(served.stopped()).hasValue(0);
        assertThat(served.output()).contains("127.0.0.1:" + port, "trying again");
      }
    }
  }
}
