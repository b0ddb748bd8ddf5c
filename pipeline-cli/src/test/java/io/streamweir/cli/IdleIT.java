package io.streamweir.cli;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code --idle} counts from when a command is connected. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdleIT {
  private static final long PAUSE_MILLIS = 4_000;
  private static final int JOBS = 50;

  private final RedisServer server = RedisServer.start();
  private final RedisClient client = RedisClient.create(server.uri());
  private final RedisCommands<String, String> redis = client.connect().sync();
  private final Place place = new Place(server.uri(), "idle");

  @BeforeAll
  void work() {
    try (ChildJvm worker = place.start("worker", "-p", FlakyPipeline.NAME, "-p", "urgent")) {
      worker.awaitOutput("is ready", PATIENCE);
      for (String pipeline : new String[] {FlakyPipeline.NAME, "urgent"}) {
        place.runWithInput("a line\n".repeat(JOBS), "submit", "-p", pipeline, "-");
        Awaitility.await().atMost(PATIENCE).until(() -> backlog(pipeline) == 0);
      }
    }
  }

  private long backlog(String pipeline) {
    long backlog = 0;
    String status = place.run("status", "-p", pipeline, "--json").out();
    for (var stage : Json.parse(status).at("/pipelines/0/stages")) {
      backlog += stage.at("/backlog").asLong();
    }
    return backlog;
  }

  @AfterAll
  void end() {
    client.shutdown();
    server.close();
  }

  /** A JVM of its own: its first entry takes a while, too. */
  private long printed(String... words) {
    redis.clientPause(PAUSE_MILLIS);
    try (ChildJvm command = place.start(words)) {
      assertThat(command.awaitExit(PATIENCE)).hasValue(0);
      return command.output().lines().filter(line -> line.contains("a line")).count();
    }
  }

  @Test
  void aTapThatConnectsSlowlyPrintsAll() {
    String[] scope = {"-p", FlakyPipeline.NAME, "--stage", "receive", "--name", "slow"};
    assertThat(printed(words("tap follow", scope))).isEqualTo(JOBS);
  }

  @Test
  void aReaderThatConnectsSlowlyPrintsAll() {
    assertThat(printed(words("results", "-p", "urgent", "--name", "slow"))).isEqualTo(JOBS);
  }

  private static String[] words(String command, String... scope) {
    return Stream.of(command.split(" "), scope, new String[] {"--idle", "1s"})
        .flatMap(Stream::of)
        .toArray(String[]::new);
  }
}
