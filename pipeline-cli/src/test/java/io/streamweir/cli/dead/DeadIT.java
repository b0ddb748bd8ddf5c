package io.streamweir.cli.dead;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.Range;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.terminal.Terminal;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.http.core.Json;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Dead letters by cause: grouped, and changed by what they have in common. */
@WithRedis
@Execution(ExecutionMode.CONCURRENT)
class DeadIT {
  private static final Pattern GO_ON =
      Pattern.compile("to go on where this ended: streamweir (.*)");
  private static final Terminal AT_DESK = new Terminal(true, true, true, 80, true, true, true);

  @TempDir private Path directory;
  private Place place;
  private RedisLink link;
  private RedisCommands<String, String> redis;
  private AvroCodec codec;
  private int buried;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> commands) {
    place = Place.of(space);
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    redis = commands;
    codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link)));
  }

  @AfterEach
  void close() {
    link.close();
  }

  private Keys keys(int partition) {
    return Keys.of(link, "spread", partition);
  }

  private void bury(String stage, String reason, String error, String line) {
    int number = buried++;
    Call args = Call.args().addKey(Call.bytes(keys(number % 12).dead(stage))).add("*");
    args.add("reason").add(reason).add("error").add(error).add("attempts").add(1);
    args.add("entry").add("5-5").add("f:j").add("job-" + number).add("f:t").add(1);
    args.add("f:p").add(codec.encode(new LogLine(line)));
    link.await(link.shared().send(Command.XADD, Reply.VALUE, args));
  }

  private Run run(String... words) {
    List<String> all = new ArrayList<>(List.of("dead"));
    all.addAll(List.of(words));
    all.addAll(List.of("-p", "spread"));
    return place.run(all.toArray(String[]::new));
  }

  private int letters() {
    return run("list", "--all", "--json").lines().size();
  }

  private List<String> jobs(String stage) {
    List<String> jobs = new ArrayList<>();
    for (int partition = 0; partition < 12; partition++) {
      redis
          .xrange(keys(partition).inbox(stage), Range.unbounded())
          .forEach(entry -> jobs.add(entry.getBody().get("j")));
    }
    return jobs;
  }

  @Test
  void groupsByCause() {
    for (int i = 0; i < 30; i++) {
      bury("check", "rejected", "bad line", "bad " + i);
    }
    bury("count", "attempts", "java.io.IOException: away\n\tat a.B.c(B.java:1)", "x");
    bury("count", "attempts", "java.io.IOException: closed", "x");

    List<String> table = run("list", "--group").lines();
    assertThat(table).hasSize(3);
    assertThat(table.get(0)).startsWith("STAGE").endsWith("COUNT");
    assertThat(table.get(1)).matches("check +rejected +- .* bad line +30");
    assertThat(table.get(2)).matches("count +attempts +java.io.IOException .* closed +2");
    Run one = run("list", "--group", "--stage", "count", "--error-contains", "away", "--json");
    JsonNode group = Json.parse(one.lines().get(0));
    assertThat(one.lines()).hasSize(1);
    assertThat(group.at("/count").asInt()).isEqualTo(1);
    assertThat(group.at("/exception").asText()).isEqualTo("java.io.IOException");
    assertThat(group.at("/exampleError").asText()).isEqualTo("java.io.IOException: away");
    assertThat(group.at("/first").asText()).isEqualTo(group.at("/last").asText());
    String example = group.at("/exampleId").asText();
    assertThat(run("show", "--stage", "count", "--id", example).out()).contains("away");
    assertThat(run("list", "--group", "--exception", "java.io.IOException").lines()).hasSize(2);
    assertThat(run("list", "--exception", "none", "--limit", "99", "--json").lines()).hasSize(30);
    assertThat(run("list", "--group", "--reason", "none").out())
        .isEqualTo("no dead letter matches\n");
    assertThat(run("list", "--reason", "none").out()).isEqualTo("no dead letter matches\n");
  }

  @Test
  void listsAndChangesThoseThatMatch() {
    for (int i = 0; i < 10; i++) {
      bury("check", i % 2 == 0 ? "rejected" : "attempts", "why " + i, "line " + i);
    }

    assertThat(run("list", "--where", "line=line 3", "--json").lines())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("\"job\":\"job-3\""));
    assertThat(run("replay", "--where", "line=line 3", "--yes").out()).isEqualTo("replayed 1\n");
    assertThat(run("drop", "--error-contains", "why 4", "--yes", "--json").out())
        .isEqualTo("{\"dropped\":1}\n");
    assertThat(run("replay", "--reason", "rejected", "--since", "1h", "--yes").out())
        .isEqualTo("replayed 4\n");
    for (String verb : List.of("replay", "drop")) {
      Run none = run(verb, "--all", "--until", "1h", "--yes");
      assertThat(none.status()).isZero();
      assertThat(none.out()).isEqualTo("no dead letter matches\n");
      assertThat(run(verb, "--reason", "typo", "--yes", "--json").out()).endsWith("ed\":0}\n");
      assertThat(atDesk("", "dead", verb, "--reason", "typo", "-p", "spread").all())
          .doesNotContain("[y/N]")
          .endsWith("no dead letter matches\n");
    }
    assertThat(run("drop", "--all", "--stage", "count", "--yes").out())
        .isEqualTo("no dead letters\n");
    assertThat(jobs("check"))
        .containsExactlyInAnyOrder("job-3", "job-0", "job-2", "job-6", "job-8");
    assertThat(letters()).isEqualTo(4);
  }

  @Test
  void countsAndAsksFirst() {
    bury("check", "rejected", "why", "x");
    bury("check", "attempts", "why", "x");

    Run unasked = run("drop", "--all");
    assertThat(unasked.status()).isEqualTo(2);
    assertThat(unasked.err()).contains("give --yes: there is no terminal to ask at");
    Run no = atDesk("\n", "dead", "drop", "--reason", "rejected", "-p", "spread");
    assertThat(no.status()).isEqualTo(1);
    assertThat(no.err()).contains("drop 1 of 2 dead letters? [y/N]", "nothing was done");
    assertThat(letters()).isEqualTo(2);
    Run yes = atDesk("y\n", "dead", "drop", "--reason", "rejected", "-p", "spread");
    assertThat(yes.status()).isZero();
    assertThat(yes.out()).isEqualTo("dropped 1\n");
    assertThat(letters()).isEqualTo(1);
  }

  private Run atDesk(String typed, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--redis", place.uri(), "--namespace", place.namespace()));
    return Run.onTerminal(AT_DESK, typed, all);
  }

  @Test
  void replaysToAnotherStageAndWithAnotherPayload() throws IOException {
    bury("check", "rejected", "why", "bad");
    bury("check", "rejected", "why", "bad too");
    Path file = Files.writeString(directory.resolve("payload.json"), "{\"line\": \"good\"}");
    Path wrong = Files.writeString(directory.resolve("wrong.json"), "{\"lime\": \"good\"}");
    String id = Json.parse(run("list", "--json").lines().get(0)).at("/id").asText();

    Run refused = run("replay", "--id", id, "--payload", wrong.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("lime", "line");
    Run missing = run("replay", "--id", id, "--payload", directory.resolve("none").toString());
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err()).contains("no such file");
    assertThat(run("replay", "--id", id, "--payload", file.toString(), "--to", "count").out())
        .isEqualTo("replayed 1\n");
    assertThat(run("replay", "--all", "--to", "count", "--yes").out()).isEqualTo("replayed 1\n");

    assertThat(jobs("count")).containsExactlyInAnyOrder("job-0", "job-1");
    assertThat(run("list", "--replaced", "--json").lines())
        .singleElement()
        .satisfies(
            line -> assertThat(Json.parse(line).at("/payload/line").asText()).isEqualTo("bad"));
    assertThat(run("list", "--replaced").out()).contains("rejected: why", "job-0");
  }

  @Test
  void stopsBetweenTwoStepsAndGoesOnWithTheCommandThatItPrints() {
    for (int i = 0; i < 600; i++) {
      bury("check", i % 2 == 0 ? "rejected" : "attempts", "it's a \"why\"", "x");
    }
    String options = "dead replay -p spread --reason rejected --since 1h --rate 100 --yes --json";
    List<String> words = new ArrayList<>(List.of(options.split(" ")));
    words.addAll(List.of("--exception", "none", "--error-contains", "it's a \"why\""));
    String goOn;
    try (ChildJvm command = place.start(words.toArray(String[]::new))) {
      Awaitility.await().atMost(PATIENCE).until(() -> jobs("check").size() >= 20);
      command.terminate();
      assertThat(command.awaitExit(PATIENCE)).hasValue(1);
      Matcher told = GO_ON.matcher(command.output());
      assertThat(told.find()).as(command.output()).isTrue();
      goOn = told.group(1);
      String after = goOn.replaceFirst(".*--after '?([^' ]*).*", "$1");
      assertThat(command.output())
          .contains("{\"replayed\":" + jobs("check").size() + ",\"after\":\"" + after + "\"}\n");
    }
    int before = jobs("check").size();
    assertThat(before).isBetween(20, 299);
    assertThat(goOn)
        .startsWith(
            "dead replay -p spread --reason rejected --exception none --error-contains 'it'\\''s")
        .contains(" --yes --json ");

    Run rest = Run.of(shellWords(goOn.replace("--rate 100 ", "")));

    assertThat(rest.err()).isEmpty();
    assertThat(rest.out()).isEqualTo("{\"replayed\":" + (300 - before) + "}\n");
    assertThat(jobs("check")).hasSize(300).doesNotHaveDuplicates();
    assertThat(letters()).isEqualTo(300);
  }

  private static String[] shellWords(String line) {
    Matcher word = Pattern.compile("((?:'[^']*'|\\\\'|[^' ])+)").matcher(line);
    return word.results()
        .map(each -> each.group(1).replace("'\\''", "\0").replace("'", "").replace('\0', '\''))
        .toArray(String[]::new);
  }

  @Test
  void aReplayThatIsKilledHalfWayIsRunAgainAndDoesNothingTwice() {
    for (int i = 0; i < 4_000; i++) {
      bury("check", "rejected", "why", "x");
    }
    for (int kill = 1; kill <= 2; kill++) {
      int least = kill * 400;
      try (ChildJvm command =
          place.start("dead", "replay", "-p", "spread", "--all", "--rate", "2000", "--yes")) {
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> inboxes() >= least);
        command.kill();
        command.awaitExit(PATIENCE);
      }
    }
    long moved = inboxes();
    assertThat(moved).isBetween(800L, 3_999L);
    assertThat(run("replay", "--all", "--yes").out())
        .isEqualTo("replayed " + (4_000 - moved) + "\n");

    List<String> jobs = jobs("check");
    Set<String> once = new HashSet<>(jobs);
    assertThat(jobs).hasSize(4_000);
    assertThat(once).hasSize(4_000);
    assertThat(letters()).isZero();
  }

  private long inboxes() {
    return IntStream.range(0, 12)
        .mapToLong(partition -> redis.xlen(keys(partition).inbox("check")))
        .sum();
  }

  @Test
  void refusesACursorThatItHasNotPrinted() {
    for (String cursor : Arrays.asList("x", "nope:", "check:0:5-5", "check:99:5-5@6-6")) {
      Run run = run("drop", "--all", "--yes", "--after", cursor);
      assertThat(run.status()).as(cursor).isEqualTo(2);
      assertThat(run.err()).contains("--after " + cursor);
    }
  }
}
