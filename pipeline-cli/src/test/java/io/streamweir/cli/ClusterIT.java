package io.streamweir.cli;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.status.UndefinedPipelineIT;
import io.streamweir.http.core.Json;
import io.streamweir.pipeline.Schedule;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisCluster;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every command against a cluster of six nodes. */
class ClusterIT {

  private static RedisCluster cluster;

  @BeforeAll
  static void starts() {
    cluster = RedisCluster.start(3, 1);
  }

  @AfterAll
  static void ends() {
    cluster.close();
  }

  @Test
  void everyCommandWorks() {
    Place place = new Place(cluster.uri(), "commands");
    try (ChildJvm worker = place.start("worker", "-p", "spread", "-p", "access-log");
        ChildJvm listener = place.start("results", "-p", "spread", "--follow", "--json")) {
      worker.awaitOutput("is ready", PATIENCE);
      awaitListener(place);
      assertThat(place.runWithInput(lines(200) + "bad\n", "submit", "-p", "spread", "-").all())
          .isEqualTo("submitted 201, refused 0, duplicates 0\n");
      assertThat(place.runWithInput("bad\n", "submit", "-p", "access-log", "-").status()).isZero();
      awaitStatus(place, "spread", 1);
      JsonNode letter = Json.parse(place.run("dead", "list", "-p", "spread", "--json").out());
      assertThat(letter.at("/reason").asText()).isEqualTo("rejected");
      job(place, letter.at("/job").asText());
      assertThat(place.run("cancel", "-p", "spread", "nobodys").all())
          .startsWith("nobodys  cancelled  (it will not run any further, if there is such a job");
      jobs(place, letter);
      deadLetters(place, letter.at("/id").asText());
      pipelinesThatOnlyRedisKnows(place);
      Run doctor = place.run("doctor", "-p", "spread");
      assertThat(doctor.status()).as(doctor.all()).isZero();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> listener.output().lines().filter(l -> l.startsWith("{")).count() >= 201);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> place.run("report", "--json").out().contains("\"rejected\":1"));
      schedules(place);
      worker.terminate();
      assertThat(worker.awaitExit(PATIENCE)).hasValue(0);
    }
  }

  private static void pipelinesThatOnlyRedisKnows(Place place) {
    Run run =
        place.runWith(
            new Providers(UndefinedPipelineIT.Broken.class.getName()), "status", "--json");
    assertThat(Json.parse(run.out()).at("/pipelines").findValuesAsText("pipeline"))
        .as(run.err())
        .containsExactly("access-log", "spread");
  }

  private static void schedules(Place place) {
    for (String name : List.of("one", "two", "four")) {
      String[] add = {"schedule", "add", "-p", "spread", "--every", "1s", name, "line of " + name};
      assertThat(place.run(add).out()).startsWith("added " + name);
    }
    Run list = place.run("schedule", "list", "-p", "spread", "--json");
    assertThat(list.lines().stream().map(line -> Json.parse(line).at("/partition").asInt()))
        .doesNotHaveDuplicates();
    for (String line : list.lines()) {
      String name = Json.parse(line).at("/name").asText();
      Instant due = Instant.parse(Json.parse(line).at("/due").asText());
      String job = Schedule.jobId(name, due);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> place.run("job", "-p", "spread", job).out().contains("line of " + name));
      assertThat(place.run("schedule", "pause", "-p", "spread", name).status()).isZero();
      String ran = place.run("schedule", "run-now", "-p", "spread", name).out();
      assertThat(ran).startsWith("submitted " + name + ".run.");
      assertThat(place.run("schedule", "remove", "-p", "spread", name).status()).isZero();
    }
  }

  private static void awaitListener(Place place) {
    try (ChildJvm idle = place.start("results", "-p", "spread", "--idle", "1ms")) {
      assertThat(idle.awaitExit(PATIENCE)).hasValue(0);
    }
  }

  private static void job(Place place, String job) {
    Run run = place.run("job", "-p", "spread", "--json", job);
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("bad line");
  }

  private static void jobs(Place place, JsonNode letter) {
    String[] dead = {"jobs", "-p", "spread", "--stage", "check", "--state", "dead", "--json"};
    JsonNode job = Json.parse(place.run(dead).out());
    assertThat(job.at("/id")).isEqualTo(letter.at("/id"));
    assertThat(job.at("/payload/line").asText()).isEqualTo("bad");
    assertThat(
            place.runWithInput(lines(60), "submit", "-p", "spread", "--delay", "1h", "-").status())
        .isZero();
    String[] delayed = {
      "jobs", "-p", "spread", "--stage", "check", "--state", "delayed", "--json", "--limit", "99"
    };
    Run run = place.run(delayed);
    assertThat(run.lines()).as(run.err()).hasSize(60);
    assertThat(run.lines().stream().map(line -> Json.parse(line).at("/partition").asText()))
        .contains("0", "5", "11");
    String last = Json.parse(run.lines().get(59)).at("/job").asText();
    String one = Json.parse(run.lines().get(0)).at("/job").asText();
    assertThat(place.run("run-now", "-p", "spread", one).out()).isEqualTo("due 1\n");
    Run found = place.run("job", "-p", "spread", last);
    assertThat(found.out()).startsWith(last + "  delayed  check: attempt 1, due ");
    String[] purge = {"purge", "-p", "spread", "--stage", "check", "--state", "delayed", "--yes"};
    assertThat(place.run(purge).out()).isEqualTo("cancelled 59\n");
  }

  private static void deadLetters(Place place, String id) {
    assertThat(place.run("dead", "show", "-p", "spread", "--id", id).out()).contains("bad line");
    assertThat(place.run("dead", "replay", "-p", "spread", "--all", "--yes").status()).isZero();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> place.run("dead", "list", "-p", "spread").out().contains("bad line"));
    assertThat(place.run("dead", "drop", "-p", "spread", "--all", "--yes").status()).isZero();
  }

  private static void awaitStatus(Place place, String pipeline, int dead) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonNode stages =
                  Json.parse(place.run("status", "-p", pipeline, "--json").out())
                      .at("/pipelines/0/stages");
              return stages.at("/0/backlog").asInt(1) + stages.at("/1/backlog").asInt(1) == 0
                  && stages.at("/0/dead").asInt() == dead;
            });
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }
}
