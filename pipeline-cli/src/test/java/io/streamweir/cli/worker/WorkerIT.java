package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.streamweir.cli.Place;
import io.streamweir.cli.pipelines.SlowPipeline;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@WithRedis
@Execution(ExecutionMode.CONCURRENT)
public class WorkerIT {
  private static final int TERMINATED = 128 + 15;
  public static final String SLOW_JOB =
      """
      {"host":"h","ident":"-","user":"-","time":0,"method":"GET","target":"/","protocol":"HTTP/1.1",\
      "status":200,"bytes":0,"referer":null,"agent":{"string":"me"}}
      """;

  @Test
  void aSignalDrainsAndASecondOneStopsAtOnce(RedisSpace space) {
    Place place = Place.of(space);
    try (ChildJvm patient = place.start("worker", "-p", "slow", "--drain-timeout", "60s")) {
      patient.awaitOutput("is ready: slow (wait)", PATIENCE);
      assertThat(place.runWithInput(SLOW_JOB, "submit", "-p", "slow", "-").out())
          .isEqualTo("submitted 1, refused 0, duplicates 0\n");
      patient.awaitOutput(SlowPipeline.BEGUN, PATIENCE);
      patient.terminate();
      patient.awaitOutput("running handlers have 60 s", PATIENCE);
      Awaitility.await().atMost(PATIENCE).until(() -> endsWhenSignalled(patient));
      assertThat(patient.awaitExit(PATIENCE)).hasValue(TERMINATED);
    }
  }

  private static boolean endsWhenSignalled(ChildJvm worker) {
    worker.terminate();
    return worker.awaitExit(Duration.ofMillis(100)).isPresent();
  }

  /** A supervisor that signals a process and its group, or a shell that passes the signal on. */
  @Test
  void drainsWhereTheSignalComesTwiceAtOnce(RedisSpace space) {
    Place place = Place.of(space);
    try (ChildJvm worker = place.start("worker", "-p", "slow", "--drain-timeout", "200ms")) {
      worker.awaitOutput("is ready", PATIENCE);
      place.runWithInput(SLOW_JOB, "submit", "-p", "slow", "-");
      worker.awaitOutput(SlowPipeline.BEGUN, PATIENCE);
      worker.terminate();
      worker.terminate();
      assertThat(worker.awaitExit(PATIENCE)).hasValue(0);
    }
  }

  @Test
  void drainsAndLeavesNothingPending(RedisSpace space) {
    Place place = Place.of(space);
    try (ChildJvm worker = place.start("worker", "-p", "slow", "--drain-timeout", "200ms")) {
      worker.awaitOutput("is ready", PATIENCE);
      place.runWithInput(SLOW_JOB.repeat(3), "submit", "-p", "slow", "-");
      worker.awaitOutput(SlowPipeline.BEGUN, PATIENCE);
      worker.terminate();
      assertThat(worker.awaitExit(PATIENCE)).hasValue(0);
    }
    assertThat(place.run("status", "-p", "slow", "--json").out()).contains("\"backlog\":3");
  }

  @Test
  void waitsForItsRedis() {
    try (RedisServer server = RedisServer.start()) {
      server.stop();
      try (ChildJvm worker = new Place(server.uri(), "sw").start("worker", "--stages", "parse")) {
        worker.awaitOutput("trying again in", PATIENCE);
        server.restart();
        worker.awaitOutput("is ready: access-log (parse) at " + server.uri(), PATIENCE);
        worker.terminate();
        assertThat(worker.awaitExit(PATIENCE)).hasValue(0);
      }
    }
  }

  /** The test's own connection takes the one place that there is. */
  @Test
  void waitsForRoomAmongTheClientsOfItsRedis() {
    try (RedisServer server = RedisServer.start()) {
      RedisClient client = RedisClient.create(server.uri());
      try (StatefulRedisConnection<String, String> only = client.connect()) {
        only.sync().configSet("maxclients", "1");
        try (ChildJvm worker = new Place(server.uri(), "sw").start("worker", "--stages", "parse")) {
          worker.awaitOutput("it has as many clients as it may", PATIENCE);
          worker.awaitOutput("trying again in", PATIENCE);
          only.sync().configSet("maxclients", "100");
          worker.awaitOutput("is ready: access-log (parse) at " + server.uri(), PATIENCE);
          worker.terminate();
          assertThat(worker.awaitExit(PATIENCE)).hasValue(0);
        }
      } finally {
        client.shutdown(0, 2, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void aWrongPasswordEndsItAtOnce() {
    try (RedisServer server = RedisServer.start("--requirepass right")) {
      String wrong = server.uri().replace("//", "//:wrong-one@");
      try (ChildJvm worker = new Place(wrong, "sw").start("worker")) {
        assertThat(worker.awaitExit(PATIENCE)).hasValue(1);
        assertThat(worker.output())
            .contains("refuses the user or password")
            .doesNotContain("wrong-one");
      }
      assertThat(new Place(server.uri(), "sw").run("status").err()).contains("wants a password");
      Place right = new Place(server.uri().replace("//", "//:right@"), "sw");
      assertThat(right.run("status").status()).isZero();
    }
  }
}
