package io.streamweir.cli;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands that write say where Redis has reached its {@code maxmemory}. */
class FullServerIT {

  private static RedisServer server;
  private static RedisClient client;
  private static Place place;

  @BeforeAll
  static void fill() {
    server = RedisServer.start("--maxmemory-policy noeviction");
    client = RedisClient.create(server.uri());
    place = new Place(server.uri(), "full");
    try (ChildJvm worker = place.start("worker", "-p", "urgent")) {
      worker.awaitOutput("is ready", PATIENCE);
      assertThat(place.runWithInput("bad\n", "submit", "-p", "urgent", "-").status()).isZero();
      Run delayed = place.runWithInput("a\nb\n", "submit", "-p", "urgent", "--delay", "1h", "-");
      assertThat(delayed.status()).isZero();
      assertThat(
              place.run("schedule", "add", "-p", "urgent", "--every", "1h", "there", "x").status())
          .isZero();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> place.run("dead", "list", "-p", "urgent", "--json").lines().size() == 1);
    }
    RedisCommands<String, String> redis = client.connect().sync();
    redis.configSet("maxmemory", "1");
  }

  @AfterAll
  static void end() {
    client.shutdown();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "submit -p urgent --timeout 100ms -",
        "submit -p urgent --timeout 100ms --once -",
        "submit -p urgent --timeout 100ms --delay 1h -",
        "submit -p flaky --timeout 100ms -",
        "submit -p manifest --timeout 100ms directory",
        "schedule add -p urgent --every 1h another x",
        "schedule run-now -p urgent there",
        "dead replay -p urgent --all --yes",
      })
  void theWriteThatIsRefusedIsAnsweredWithWhatToDo(String line) {
    Run run = place.runWithInput("one\n", line.split(" "));
    assertThat(run.status()).as(run.all()).isEqualTo(1);
    assertThat(run.err())
        .contains("OOM", "Redis is full", "did not do what it refused", "raise maxmemory")
        .doesNotContain("'.;");
    Run status = place.run("status", "-p", "urgent", "--json");
    assertThat(Json.parse(status.out()).at("/pipelines/0/stages/0/backlog").asInt()).isZero();
    assertThat(place.run("schedule", "list", "-p", "urgent").out()).doesNotContain("another");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cancel -p urgent somebodys",
        "purge -p urgent --stage answer --state delayed --where line=a --yes",
        "run-now -p urgent --stage answer --where line=b --yes",
        "schedule pause -p urgent there",
        "schedule resume -p urgent there",
      })
  void whatMakesRoomOrTakesNoneIsDone(String line) {
    Run run = place.run(line.split(" "));
    assertThat(run.status()).as(run.all()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).doesNotContain("cancelled 0", "due 0");
  }
}
