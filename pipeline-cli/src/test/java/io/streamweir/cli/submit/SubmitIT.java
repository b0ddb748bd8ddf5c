package io.streamweir.cli.submit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.HeadRun;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@WithRedis
@Execution(ExecutionMode.CONCURRENT)
class SubmitIT {

  @TempDir Path directory;

  @Test
  void eachLineIsAJobAndBlankLinesAreNone(RedisSpace space, RedisCommands<String, String> redis) {
    Run run = Place.of(space).runWithInput("a\n\n \t\nb\r\nc", "submit", "-p", "access-log", "-");
    assertThat(run).isEqualTo(new Run(0, "submitted 3, refused 0, duplicates 0\n", ""));
    assertThat(redis.xlen(inbox(space.namespace()))).isEqualTo(3);
  }

  @Test
  void onceAddsNothingTwiceHoweverTheContentComes(
      RedisSpace space, RedisCommands<String, String> redis) throws IOException {
    String content = lines(1200);
    Path plain = Files.writeString(directory.resolve("plain.log"), content);
    Path packed = directory.resolve("packed");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(once(space, plain).out()).isEqualTo("submitted 1200, refused 0, duplicates 0\n");
    assertThat(once(space, plain).out()).isEqualTo("submitted 0, refused 0, duplicates 1200\n");
    assertThat(once(space, packed).out()).isEqualTo("submitted 0, refused 0, duplicates 1200\n");
    Run piped = Place.of(space).runWithInput(content, "submit", "-p", "access-log", "--once", "-");
    assertThat(piped.out()).isEqualTo("submitted 0, refused 0, duplicates 1200\n");
    Files.writeString(plain, "one more\n", StandardOpenOption.APPEND);
    assertThat(once(space, plain).out()).isEqualTo("submitted 1201, refused 0, duplicates 0\n");
    assertThat(redis.xlen(inbox(space.namespace()))).isEqualTo(2401);
  }

  @Test
  void jobsMayBeginLater(RedisSpace space, RedisCommands<String, String> redis) {
    Place place = Place.of(space);
    String later = space.key("{access-log/0}:later:parse");
    place.runWithInput("a\nb\n", "submit", "-p", "access-log", "--delay", "1h", "-");
    assertThat(redis.zcard(later)).isEqualTo(2);
    String at = "2100-01-01T01:00+01:00";
    assertThat(place.runWithInput("c\n", "submit", "-p", "access-log", "--at", at, "-").out())
        .isEqualTo("submitted 1, refused 0, duplicates 0\n");
    assertThat(redis.zrangeWithScores(later, -1, -1).get(0).getScore())
        .isEqualTo(4_102_444_800_000.0);
    String past = "2000-01-01T00:00:00Z";
    place.runWithInput("d\n", "submit", "-p", "access-log", "--at", past, "-");
    assertThat(redis.xlen(inbox(space.namespace()))).isEqualTo(1);
  }

  @Test
  void printsTheIdsByWhichJobsAreCancelled(RedisSpace space) {
    Place place = Place.of(space);
    String[] submit = {"submit", "-p", "access-log", "--delay", "1h", "--ids", "-"};
    Run run = place.runWithInput("a\n" + "x".repeat(1 << 20) + "\nb\n", submit);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lines()).hasSize(2).isSorted().allMatch(id -> id.matches("[0-9A-Z]{26}"));
    assertThat(run.err())
        .contains("line 2 refused")
        .endsWith("submitted 2, refused 1, duplicates 0\n");

    List<String> cancel = new ArrayList<>(List.of("cancel", "-p", "access-log"));
    cancel.addAll(run.lines());
    assertThat(place.run(cancel.toArray(String[]::new)).status()).isZero();
  }

  /** What stops half-way must not look done. */
  @Test
  void failsWhereNobodyReadsTheIdsAnyLonger(RedisSpace space) throws IOException {
    Path file = Files.writeString(directory.resolve("log"), lines(500));
    Place place = Place.of(space);
    Run run =
        HeadRun.of(
            directory,
            "submit",
            "-p",
            "access-log",
            "--ids",
            "--repeat",
            "--redis",
            place.uri(),
            "--namespace",
            place.namespace(),
            file.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lines()).hasSize(1);
    assertThat(run.err()).contains("stopped after: submitted", "nobody reads the ids any longer");
  }

  @Test
  void withoutOnceTheSameFileIsNewWork(RedisSpace space) {
    for (int i = 0; i < 2; i++) {
      assertThat(Place.of(space).runWithInput("a\n", "submit", "-p", "access-log", "-").out())
          .startsWith("submitted 1,");
    }
  }

  @Test
  void linesThatAreTooLongAreRefusedByNumberAndTheOthersGoOn(RedisSpace space) {
    String input = "a\n" + "x".repeat(1 << 20) + "\n" + "y".repeat((1 << 20) - 1) + "\n";
    Run run = Place.of(space).runWithInput(input, "submit", "-p", "access-log", "-");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("submitted 2, refused 1, duplicates 0\n");
    assertThat(run.err()).contains("line 2 refused: 1048576 bytes");
  }

  @Test
  void linesThatAreNoSuchRecordAreRefusedByNumber(RedisSpace space) {
    Run run = Place.of(space).runWithInput("{\"host\":1}\nnonsense\n", "submit", "-p", "slow", "-");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("submitted 0, refused 2, duplicates 0\n");
    assertThat(run.err()).contains("line 1 refused", "line 2 refused");
  }

  @Test
  void jsonThatIsOnlyNearlyAJobIsRefusedByLineAndPath(
      RedisSpace space, RedisCommands<String, String> redis) {
    String input =
        """
        {"target":"https://example.com/a"}{"target":"https://example.com/b"}
        {"target":"https://example.com/a"} and more
        {"target":"https://example.com/a","Body":"b"}
        {"target":"https://example.com/a","target":"https://example.com/b"}
        {"target":"https://example.com/a","headers":{"X":1}}
        {"body":"b"}
        {"target":"https://example.com/a","body":"b"}
        """;
    Run run = Place.of(space).runWithInput(input, "submit", "-p", "webhook", "-");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("submitted 1, refused 6, duplicates 0\n");
    assertThat(run.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("line 1 refused", "$", "column 35", "an object"),
            line -> assertThat(line).contains("line 2 refused", "$", "column 36"),
            line -> assertThat(line).contains("line 3 refused", "$.Body", "\"body\""),
            line -> assertThat(line).contains("line 4 refused", "$.target", "twice"),
            line -> assertThat(line).contains("line 5 refused", "$.headers.X", "a string", "1"),
            line -> assertThat(line).contains("line 6 refused", "$", "\"target\" is missing"));
    assertThat(redis.xlen(space.key("{webhook/0}:inbox:deliver"))).isEqualTo(1);
  }

  @Test
  void survivesARestartOfRedisInTheMiddle() throws IOException {
    Path file = Files.writeString(directory.resolve("log"), lines(4000));
    try (RedisServer server = RedisServer.start("--appendonly yes", "--appendfsync always")) {
      Place place = new Place(server.uri(), "sw");
      String[] submit = {"submit", "-p", "access-log", "--rate", "2000", file.toString()};
      try (ChildJvm running = place.start(submit)) {
        Awaitility.await().atMost(PATIENCE).until(() -> waiting(place) > 500);
        server.kill();
        server.restart();
        assertThat(running.awaitExit(PATIENCE)).hasValue(0);
        assertThat(running.output()).contains("submitted 4000, refused 0, duplicates 0");
      }
      assertThat(waiting(place)).isEqualTo(4000);
    }
  }

  @Test
  void waitsForItsRedis() throws IOException {
    Path file = Files.writeString(directory.resolve("log"), lines(10));
    try (RedisServer server = RedisServer.start()) {
      server.stop();
      Place place = new Place(server.uri(), "sw");
      try (ChildJvm running = place.start("submit", "-p", "access-log", file.toString())) {
        running.awaitOutput("trying again in", PATIENCE);
        server.restart();
        assertThat(running.awaitExit(PATIENCE)).hasValue(0);
        assertThat(running.output()).contains("submitted 10, refused 0, duplicates 0");
      }
    }
  }

  @Test
  void waitsForItsRedisNoLongerThanTheTimeout() throws IOException {
    Path file = Files.writeString(directory.resolve("log"), lines(10));
    Place nowhere = new Place("redis://127.0.0.1:1", "sw");
    Run run = nowhere.run("submit", "-p", "access-log", "--timeout", "1s", file.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("trying again in").endsWith("correct the address\n");
    Run manifest = nowhere.run("submit", "-p", "manifest", "--timeout", "0s", "dir");
    assertThat(manifest.status()).isEqualTo(1);
    assertThat(manifest.err().lines()).hasSize(1);
  }

  @Test
  void anInterruptedSubmitSaysHowFarItCameAndOnceGoesOn(RedisSpace space) throws IOException {
    Path file = Files.writeString(directory.resolve("log"), lines(3000));
    Place place = Place.of(space);
    try (ChildJvm running =
        place.start("submit", "-p", "access-log", "--once", "--rate", "500", file.toString())) {
      Awaitility.await().atMost(PATIENCE).until(() -> waiting(place) > 100);
      running.terminate();
      assertThat(running.awaitExit(PATIENCE)).hasValue(128 + 15);
      assertThat(running.output()).contains("run the same command again to go on");
    }
    long before = waiting(place);
    assertThat(before).isBetween(100L, 2900L);
    assertThat(once(space, file).out())
        .isEqualTo("submitted " + (3000 - before) + ", refused 0, duplicates " + before + "\n");
  }

  @Test
  void repeatsAFileUntilItIsStopped(RedisSpace space) throws IOException {
    Path file = Files.writeString(directory.resolve("log"), lines(7));
    Place place = Place.of(space);
    try (ChildJvm running =
        place.start("submit", "-p", "access-log", "--repeat", "--rate", "1000", file.toString())) {
      Awaitility.await().atMost(PATIENCE).until(() -> waiting(place) > 7 * 3);
      running.terminate();
      assertThat(running.awaitExit(PATIENCE)).hasValue(128 + 15);
      assertThat(running.output()).contains("submitted " + waiting(place) + ", refused 0");
    }
  }

  @Test
  void aFileWithNothingInItIsNotRepeatedForEver(RedisSpace space) throws IOException {
    Path file = Files.writeString(directory.resolve("empty"), "\n \n");
    Run run = Place.of(space).run("submit", "-p", "access-log", "--repeat", file.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("holds no job");
  }

  @Test
  void theSampleNeedsNoFile(RedisSpace space) {
    Run run = Place.of(space).run("submit", "-p", "access-log", "--sample");
    assertThat(run).isEqualTo(new Run(0, "submitted 20000, refused 0, duplicates 0\n", ""));
  }

  private static Run once(RedisSpace space, Path file) {
    return Place.of(space).run("submit", "-p", "access-log", "--once", file.toString());
  }

  private static long waiting(Place place) {
    return Json.parse(place.run("status", "-p", "access-log", "--json").out())
        .at("/pipelines/0/stages/0/lag")
        .asLong();
  }

  private static String inbox(String namespace) {
    return namespace + ":{access-log/0}:inbox:parse";
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }
}
