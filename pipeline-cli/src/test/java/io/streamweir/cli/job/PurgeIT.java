package io.streamweir.cli.job;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.terminal.Terminal;
import io.streamweir.http.core.Json;
import io.streamweir.internal.entry.Keys;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code purge} and {@code run-now} on the pipeline {@code spread}, which has twelve partitions.
 */
@WithRedis
@Execution(ExecutionMode.CONCURRENT)
class PurgeIT {
  private static final Pattern GO_ON =
      Pattern.compile("to go on where this ended: streamweir (.*)");
  private static final Terminal AT_DESK = new Terminal(true, true, true, 80, true, true, true);

  private Place place;
  private RedisCommands<String, String> redis;
  private String namespace;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> commands) {
    place = Place.of(space);
    redis = commands;
    namespace = space.namespace();
  }

  private void submit(String lines, String... more) {
    List<String> words = new ArrayList<>(List.of("submit", "-p", "spread", "-"));
    words.addAll(List.of(more));
    Run run = place.runWithInput(lines, words.toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isZero();
  }

  private static String numbers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }

  /** A worker that has been there, so that the inboxes have groups. */
  private void workOnce() {
    try (ChildJvm worker = place.start("worker", "-p", "spread")) {
      worker.awaitOutput("is ready", PATIENCE);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  IntStream.range(0, 12).allMatch(p -> redis.exists(keys(p).inbox("check")) == 1));
      worker.terminate();
      worker.awaitExit(PATIENCE);
    }
  }

  private Keys keys(int partition) {
    return new Keys(namespace, "spread", partition);
  }

  private int results() {
    return redis.keys(namespace + ":*:result:*").size();
  }

  private long cancelled() {
    return IntStream.range(0, 12).mapToLong(p -> redis.zcard(keys(p).cancelled())).sum();
  }

  private Run run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-p", "spread"));
    return place.run(all.toArray(String[]::new));
  }

  @Test
  void purgesWhatMatchesAfterAnAnswer() {
    workOnce();
    submit(numbers(50) + "other\n");
    String[] words = {"purge", "--stage", "check", "--state", "waiting", "--where", "line!=other"};
    Run unasked = run(words);
    assertThat(unasked.status()).isEqualTo(2);
    assertThat(unasked.err()).contains("give --yes");
    List<String> desk = new ArrayList<>(List.of(words));
    desk.addAll(List.of("-p", "spread", "--redis", place.uri(), "--namespace", place.namespace()));
    Run no = Run.onTerminal(AT_DESK, "n\n", desk);
    assertThat(no.err()).contains("end the jobs of 50 of 51 entries? [y/N]", "nothing was done");
    assertThat(results()).isZero();

    Run yes = Run.onTerminal(AT_DESK, "yes\n", desk);

    assertThat(yes.status()).as(yes.err()).isZero();
    assertThat(yes.out()).startsWith("cancelled 50");
    assertThat(results()).isEqualTo(50);
    Run rest = run("purge", "--stage", "check", "--state", "waiting", "--yes", "--json");
    assertThat(Json.parse(rest.out()).at("/cancelled").asInt()).isEqualTo(1);
    assertThat(run("status", "--json").out()).contains("\"lag\":0").doesNotContain("\"lag\":1");
    assertThat(run("purge", "--stage", "nope", "--state", "waiting", "--yes").status())
        .isEqualTo(2);
    Run wrong = run("purge", "--stage", "check", "--state", "pending", "--yes");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("only what is waiting, delayed or parked");
    Run cursor = run("purge", "--stage", "check", "--state", "waiting", "--yes", "--after", "x");
    assertThat(cursor.status()).isEqualTo(2);
  }

  @Test
  void purgesWhatIsDelayedAndOld() {
    submit(numbers(20), "--delay", "1h");

    assertThat(
            run("purge", "--stage", "check", "--state", "delayed", "--older-than", "1d", "--yes")
                .out())
        .isEqualTo("cancelled 0\n");
    assertThat(
            run("purge", "--stage", "check", "--state", "delayed", "--older-than", "0ms", "--yes")
                .out())
        .isEqualTo("cancelled 20\n");
    assertThat(run("delayed").out()).isEqualTo("no delayed entries\n");
  }

  @Test
  void aPurgeThatIsKilledOrStoppedGoesOnAndEndsNothingTwice() {
    submit(numbers(6_000), "--delay", "1h");
    String[] words = {
      "purge", "-p", "spread", "--stage", "check", "--state", "delayed", "--where", "line!=x",
      "--yes"
    };
    try (ChildJvm command = place.start(words)) {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> cancelled() >= 300);
      command.kill();
      command.awaitExit(PATIENCE);
    }
    long killed = cancelled();
    assertThat(killed).isBetween(300L, 5_999L);
    long stopped = killed;
    try (ChildJvm command = place.start(words)) {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> cancelled() >= killed + 300);
      command.terminate();
      command.awaitExit(PATIENCE);
      Matcher told = GO_ON.matcher(command.output());
      if (told.find()) { // else it was faster
        stopped = cancelled();
        assertThat(command.output()).contains("cancelled " + (stopped - killed), "interrupted");
        Run rest = Run.of(told.group(1).replace("'", "").split(" "));
        assertThat(rest.out()).isEqualTo("cancelled " + (6_000 - stopped) + "\n");
      }
    }

    assertThat(cancelled()).isEqualTo(6_000);
    assertThat(results()).isEqualTo(6_000);
    assertThat(run("delayed").out()).isEqualTo("no delayed entries\n");
  }

  @Test
  void runsDelayedJobsNow() {
    submit(numbers(30), "--delay", "1h");
    submit("single\n", "--delay", "1h");
    String id =
        Json.parse(
                run(
                        "jobs",
                        "--stage",
                        "check",
                        "--state",
                        "delayed",
                        "--where",
                        "line=single",
                        "--json")
                    .lines()
                    .get(0))
            .at("/job")
            .asText();

    Run one = run("run-now", id, "nobodys");
    assertThat(one.status()).isEqualTo(1);
    assertThat(one.out()).isEqualTo("due 1\n");
    assertThat(one.err()).contains("job nobodys is not delayed");
    assertThat(run("run-now", "--stage", "check").status()).isEqualTo(2);
    assertThat(run("run-now", "--stage", "check", "--where", "line=line 3", "--yes").out())
        .isEqualTo("due 1\n");
    assertThat(run("run-now", "--stage", "check", "--yes", "--json").out())
        .isEqualTo("{\"due\":29,\"behind\":0}\n");
    try (ChildJvm worker = place.start("worker", "-p", "spread")) {
      worker.awaitOutput("is ready", PATIENCE);
      Awaitility.await().atMost(PATIENCE).until(() -> results() == 31);
    }
  }
}
