package io.streamweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.inspect.Inspector;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testkit.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command against a cluster of six nodes. */
class ClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static RedisCluster cluster;

  @TempDir private Path directory;

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
      deadLetters(place, letter.at("/id").asText());
      Run doctor = place.run("doctor", "-p", "spread");
      assertThat(doctor.status()).as(doctor.all()).isZero();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> listener.output().lines().filter(l -> l.startsWith("{")).count() >= 201);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> place.run("report", "--json").out().contains("\"rejected\":1"));
      worker.terminate();
      assertThat(worker.awaitExit(PATIENCE)).hasValue(0);
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

  private static void deadLetters(Place place, String id) {
    assertThat(place.run("dead", "show", "-p", "spread", "--id", id).out()).contains("bad line");
    assertThat(place.run("dead", "replay", "-p", "spread", "--all").status()).isZero();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> place.run("dead", "list", "-p", "spread").out().contains("bad line"));
    assertThat(place.run("dead", "drop", "-p", "spread", "--all").status()).isZero();
  }

  @Test
  void aMasterThatIsKilledUnderLoadChangesNoNumber() throws Exception {
    int count = 8_000;
    String file = Files.writeString(directory.resolve("lines"), lines(count)).toString();
    Place place = new Place(cluster.uri(), "killed");
    try (ChildJvm worker = place.start("worker", "-p", "spread", "--lease", "1s")) {
      worker.awaitOutput("is ready", PATIENCE);
      String[] submit = {
        "submit", "-p", "spread", "--once", "--replicated", "1", "--rate", "5000", file
      };
      try (ChildJvm submitting = place.start(submit);
          RedisLink link = RedisLink.open(RedisConfig.of(place.uri()).withNamespace("killed"))) {
        Inspector inspector = new Inspector(link, new SpreadPipeline().pipeline());
        Awaitility.await().atMost(PATIENCE).until(() -> counted(inspector).size() > count / 10);
        int slot = RedisCluster.slotOf(link.keys("spread", 0).inbox("check"));
        RedisServer master = cluster.masterOf(slot);
        master.kill();
        cluster.awaitPromotion(slot, master, PATIENCE);
        master.restart(); // as the new master's replica, without which no job is replicated
        assertThat(submitting.awaitExit(PATIENCE)).as(submitting.output()).hasValue(0);
        assertThat(submitting.output()).contains("refused 0");
        Awaitility.await().atMost(PATIENCE).until(() -> counted(inspector).size() == count);
        awaitStatus(place, "spread", 0);
        assertThat(counted(inspector).values()).containsOnly(1L);
        assertThat(place.runWithInput(lines(count), submit(submit)).out())
            .isEqualTo("submitted 0, refused 0, duplicates " + count + "\n");
        cluster.awaitHealthy();
      }
    }
  }

  /** The same arguments but for the file, which comes by standard input. */
  private static String[] submit(String[] arguments) {
    String[] piped = arguments.clone();
    piped[piped.length - 1] = "-";
    return piped;
  }

  /** Asks again where the link has not found the new master yet. */
  private static Map<String, Long> counted(Inspector inspector) {
    try {
      return inspector.counters("lines");
    } catch (RedisCallException e) {
      return Map.of();
    }
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
