package io.streamweir.cli;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tap} and {@code replay}: what arrived at a stage, seen by others or once more. */
@WithRedis
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArrivalsIT {
  private static final String[] SCOPE = {"-p", FlakyPipeline.NAME, "--stage", "receive"};

  private Place place;
  private ChildJvm worker;

  @BeforeAll
  void work(RedisSpace space) {
    place = Place.of(space);
    worker = place.start("worker", "-p", FlakyPipeline.NAME);
    worker.awaitOutput("is ready", PATIENCE);
    place.runWithInput("one\ntwo\nthree\n", "submit", "-p", FlakyPipeline.NAME, "-");
    awaitDone();
  }

  @AfterAll
  void end() {
    worker.close();
  }

  private void awaitDone() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                Json.parse(place.run("status", "-p", FlakyPipeline.NAME, "--json").out())
                        .at("/pipelines/0/stages/2/backlog")
                        .asLong()
                    == 0);
  }

  private Run run(String command, String... rest) {
    String[] words = command.split(" ");
    String[] args = new String[words.length + SCOPE.length + rest.length];
    System.arraycopy(words, 0, args, 0, words.length);
    System.arraycopy(SCOPE, 0, args, words.length, SCOPE.length);
    System.arraycopy(rest, 0, args, words.length + SCOPE.length, rest.length);
    return place.run(args);
  }

  @Test
  void replaysAndFollowsEachArrivalOnce() {
    Run first = run("tap follow", "--name", "audit", "--idle", "1s");
    assertThat(first.status()).isZero();
    assertThat(first.lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"stage\":\"receive\",\"partition\":"))
        .anyMatch(line -> line.endsWith("\"attempt\":1,\"payload\":{\"line\":\"two\"}}"));
    assertThat(run("tap follow", "--name", "audit", "--idle", "700ms").out()).isEmpty();

    Run replay = run("replay", "--since", "15m", "--name", "again");
    assertThat(replay.out()).isEqualTo("replayed 3\n");
    assertThat(replay.err()).isEmpty();
    assertThat(run("replay", "--since", "15m", "--name", "again", "--json").out())
        .isEqualTo("{\"replayed\":3,\"passed\":0,\"name\":\"again\"}\n");

    assertThat(run("tap follow", "--name", "audit", "--idle", "1s").lines()).hasSize(3);
    assertThat(run("replay", "--since", "2h").out())
        .isEqualTo(
            "replayed 3; stage receive keeps settled entries for 1:00 h, so older ones may be"
                + " gone\n");

    Run list = place.run("tap", "list", "-p", FlakyPipeline.NAME, "--json");
    assertThat(Json.parse(list.lines().get(0)).at("/tap").asText()).isEqualTo("audit");
    assertThat(run("tap remove", "--name", "audit").out())
        .isEqualTo("removed tap audit of stage receive\n");
    Run gone = run("tap remove", "--name", "audit");
    assertThat(gone.status()).isEqualTo(1);
    assertThat(gone.err()).contains("has no tap 'audit'");
    assertThat(place.run("tap", "list", "-p", FlakyPipeline.NAME).out()).isEqualTo("no taps\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "replay --stage nowhere --since 1h,unknown stage 'nowhere'; known: receive",
        "replay --stage receive --since yesterday,'yesterday' is no time",
        "replay --stage receive --since 2026-13-01T00:00:00Z,is no time",
        "replay --stage receive --since 1h --until 2h,cannot begin later",
        "replay --stage receive --since 1h --name a/b,job id",
        "replay --stage receive,--since",
        "tap follow --stage receive --name No,use 1 to 64 lower-case letters",
        "tap follow --stage nowhere --name a,unknown stage 'nowhere'",
        "tap remove --stage receive,--name",
        "tap,Usage: streamweir tap"
      })
  void sayWhatIsWrong(String command, String expected) {
    List<String> words = new java.util.ArrayList<>(List.of(command.split(" ")));
    if (words.size() > 1) {
      words.addAll(List.of("-p", FlakyPipeline.NAME));
    }
    Run run = place.run(words.toArray(String[]::new));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(expected);
  }
}
