package io.streamweir.cli;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.cli.pipelines.UrgentPipeline;
import io.streamweir.cli.status.UndefinedPipelineIT;
import io.streamweir.client.HandlerProgressReader;
import io.streamweir.client.JobClient;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.JobState;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command as each of the users that docs/operations.md proposes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(1) // takes longest
class UsersIT {
  private static final String REQUEST =
      "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 7\n";

  private final UsersDocument document = new UsersDocument();
  @TempDir private Path directory;
  private RedisServer server;
  private RedisClient client;
  private RedisCommands<String, String> admin;

  @BeforeAll
  void open() {
    server = RedisServer.start();
    client = RedisClient.create(server.uri());
    admin = client.connect().sync();
    for (String line : document.lines()) {
      CommandArgs<String, String> rules = new CommandArgs<>(StringCodec.UTF8).add("SETUSER");
      for (String rule : UsersDocument.rules(line)) {
        rules.add(rule);
      }
      admin.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), rules);
    }
    admin.auth("admin", document.password("admin"));
  }

  @AfterAll
  void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    server.close();
  }

  private Place as(String user) {
    String login = "//" + user + ":" + document.password(user) + "@";
    return new Place(server.uri().replace("//", login), "sw");
  }

  @Test
  void mayRunWhatTheTableSaysAndNothingElse() throws IOException {
    work();
    String letter = firstLetter().at("/id").asText();
    String job = firstLetter().at("/job").asText();
    Path log = Files.writeString(directory.resolve("access.log"), REQUEST);
    for (String command : List.of("doctor", "status", "report", "delayed", "audit", "dead list")) {
      checkAll(command, List.of());
    }
    checkAll("results", List.of("--idle", "1ms"));
    checkAll("schema", List.of("--check"));
    checkAll("job", List.of(job));
    checkAll("jobs", List.of("--stage", "parse"));
    checkAll("cancel", List.of("nobodys"));
    Runnable delays = () -> may("producer", "submit", "-p=access-log", "--delay=1h", "" + log);
    delays.run();
    checkAll("run-now", List.of("--stage", "parse", "--yes"), delays);
    delays.run();
    checkAll("purge", List.of("--stage", "parse", "--yes", "--state", "delayed"));
    checkAll("pause", List.of("--stage", "parse", "--refuse-submits"));
    checkAll("resume", List.of("--stage", "parse"));
    checkAll("dead show", List.of("--id", letter));
    checkAll("dead replay", List.of("--id", letter));
    checkAll("dead drop", List.of("--all", "--yes"));
    checkReaders(log);
    checkAll("tap list", List.of());
    checkAll("tap follow", List.of("--stage", "parse", "--name", "audit", "--idle", "1ms"));
    checkAll("tap remove", List.of("--stage", "parse", "--name", "audit"));
    checkAll("replay", List.of("--stage", "parse", "--since", "1h"));
    checkAll("worker", List.of());
    checkAll("monitor", List.of("--metrics-port", "0"));
    checkAll("serve", List.of("--port", "0"));
    checkAll("submit", List.of(log.toString()));
    checkSchedules();
    checkAll("demo", List.of("--input", log.toString()));
    assertThat(checked).containsExactlyInAnyOrderElementsOf(RedisCommandNames.all());
  }

  private void checkReaders(Path log) throws IOException {
    keepResults(log);
    checkAll("reader list", List.of());
    checkAll(
        "reader remove",
        List.of("--name", "audit"),
        () -> may("producer", "results", "-p", "urgent", "--name", "audit", "--idle", "1ms"));
  }

  @Test
  void letThoseWhoMayLookExamineKeyedStagesAndTheirJobs() {
    for (String user : List.of("worker", "operator", "observer")) {
      for (String command : List.of("doctor", "status")) {
        Run run = as(user).run(command, "-p", "webhook");
        assertThat(run.out() + run.err()).as(user).isNotEmpty().doesNotContain("NOPERM");
      }
      for (JobState state : JobState.values()) {
        Run run =
            as(user).run("jobs", "-p", "webhook", "--stage", "deliver", "--state", "" + state);
        assertThat(run.status()).as(user + " " + run.err()).isZero();
      }
      if (!user.equals("worker")) {
        Run newest = as(user).run("jobs", "-p", "webhook", "--stage", "deliver", "--newest");
        assertThat(newest.status()).as(user + " " + newest.err()).isZero();
      }
    }
  }

  /** Producers may not look into inboxes, but are told where their delayed jobs are. */
  @Test
  void letTheProducerFindItsDelayedJobs() {
    as("producer").runWithInput(REQUEST, "submit", "-p", "access-log", "--delay", "1h", "-");
    Run delayed = as("producer").run("delayed", "-p", "access-log", "--json");
    String job = Json.parse(delayed.lines().get(0)).at("/job").asText();
    Run found = as("producer").run("job", "-p", "access-log", job);
    assertThat(found.out()).as(found.err()).startsWith(job + "  delayed  parse: attempt 1, due ");
    Run nobody = as("producer").run("job", "-p", "access-log", "nobody");
    assertThat(nobody.err()).contains("among the 0 that were looked at; there are others");
  }

  @Test
  void letTheObserverSeeAPipelineWithoutItsDefinitionButNotSearchForIt() {
    ClassLoader broken = new Providers(UndefinedPipelineIT.Broken.class.getName());
    try (RedisLink link = RedisLink.open(as("worker").uri());
        Worker worker = Worker.start(link, new UrgentPipeline().pipeline())) {
      assertThat(worker).isNotNull();
    }
    Run named = as("observer").runWith(broken, "status", "-p", "urgent");
    assertThat(named.status()).as(named.err()).isZero();
    assertThat(named.out()).contains("urgent", "answer");
    Run all = as("observer").runWith(broken, "status");
    assertThat(all.status()).isEqualTo(1);
    assertThat(all.err()).contains("left out, give --pipeline for each: ", "NOPERM");
  }

  @Test
  void letTheWorkerLimitAStage() {
    Pipeline<LogLine> limited =
        Pipeline.named("limited")
            .accepts(LogLine.class)
            .stage(
                "parse",
                LogLine.class,
                (line, context) -> Outcome.drop(),
                stage -> stage.withMaxRunning(1))
            .build();
    try (RedisLink link = RedisLink.open(as("worker").uri())) {
      assertThatNoException().isThrownBy(() -> WorkerRights.check(link.patient(), limited));
    }
    try (RedisLink link = RedisLink.open(as("operator").uri())) {
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> WorkerRights.check(link.patient(), limited));
    }
  }

  @Test
  void letTheWorkerKeepTheOrderOfKeys() {
    Pipeline<LogLine> keyed =
        Pipeline.named("keyed")
            .accepts(LogLine.class)
            .stage(
                "parse",
                LogLine.class,
                (line, context) -> Outcome.drop(),
                stage -> stage.withOrder().withRatePerKey(RateLimit.of(5, Duration.ofSeconds(1))))
            .build();
    try (RedisLink link = RedisLink.open(as("worker").uri())) {
      assertThatNoException().isThrownBy(() -> WorkerRights.check(link.patient(), keyed));
    }
    try (RedisLink link = RedisLink.open(as("producer").uri());
        JobClient<LogLine> jobs = JobClient.connect(link, keyed)) {
      assertThat(jobs.cancel("nobodys").cancelled()).isTrue();
    }
  }

  @Test
  void letThoseWhoMayLookAtAJobFollowItsProgress() {
    Pipeline<?> pipeline = new UrgentPipeline().pipeline();
    try (RedisLink link = RedisLink.open(as("worker").uri());
        Worker worker = Worker.start(link, pipeline)) {
      assertThat(worker).isNotNull();
    }
    for (String user : document.table().get("job")) {
      try (RedisLink link = RedisLink.open(as(user).uri())) {
        HandlerProgressReader reader = HandlerProgressReader.open(link, pipeline);
        assertThatNoException().as(user).isThrownBy(() -> reader.follow(said -> {}).close());
        assertThat(reader.of("nobodys")).as(user).isEmpty();
      }
    }
  }

  private final List<String> checked = new ArrayList<>();

  private void checkSchedules() {
    checkAll("schedule add", List.of("--every", "24h", "daily", REQUEST));
    checkAll("schedule list", List.of());
    for (String change : List.of("pause", "resume", "run-now")) {
      checkAll("schedule " + change, List.of("daily"));
    }
    String[] add = {"schedule", "add", "-p", "access-log", "--every", "24h", "daily", REQUEST};
    checkAll("schedule remove", List.of("daily"), () -> may("producer", add));
  }

  /** Two jobs that finish and two that die, by users who may do just that. */
  private void work() {
    try (ChildJvm worker = as("worker").start("worker", "-p", "access-log")) {
      worker.awaitOutput("is ready", PATIENCE);
      Run run =
          as("producer")
              .runWithInput(REQUEST + REQUEST + "bad\nworse\n", "submit", "-p", "access-log", "-");
      assertThat(run.err()).isEmpty();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> as("observer").run("report").out().contains("2 lines accepted, 2 rejected"));
      worker.terminate();
      assertThat(worker.awaitExit(PATIENCE)).hasValue(0);
      assertThat(worker.output()).doesNotContain("NOPERM", "ERROR");
    }
  }

  /** A pipeline that keeps a log of results, with a reader that those who may not could remove. */
  private void keepResults(Path log) {
    String[] since = {"results", "-p", "urgent", "--since", "1h"};
    try (RedisLink link = RedisLink.open(as("worker").uri());
        Worker worker = Worker.start(link, new UrgentPipeline().pipeline())) {
      assertThat(worker).isNotNull();
      may("producer", "submit", "-p", "urgent", log.toString());
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> as("observer").run(since).out().contains("finished at answer"));
    }
    may("producer", since);
    may("operator", since);
    String[] named = {"results", "-p", "urgent", "--name", "audit", "--idle", "1ms"};
    mayNot("observer", named);
    mayNot("operator", named);
    may("worker", named);
  }

  private com.fasterxml.jackson.databind.JsonNode firstLetter() {
    Run list = as("observer").run("dead", "list", "-p", "access-log", "--json");
    return Json.parse(list.lines().get(0));
  }

  /** Those who may not come first, so that there is something left for them to break. */
  private void checkAll(String command, List<String> rest) {
    checkAll(command, rest, () -> {});
  }

  private void checkAll(String command, List<String> rest, Runnable before) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    if (!List.of("report", "demo").contains(command)) {
      words.addAll(List.of("-p", command.startsWith("reader") ? "urgent" : "access-log"));
    }
    words.addAll(rest);
    String[] args = words.toArray(String[]::new);
    List<String> may = document.table().getOrDefault(command, List.of());
    UsersDocument.ROLES.stream()
        .filter(role -> !may.contains(role))
        .forEach(role -> mayNot(role, args));
    if (!List.of("worker", "monitor", "serve")
        .contains(command)) { // they run until they are told to stop
      may.forEach(
          role -> {
            before.run();
            may(role, args);
          });
    }
    checked.add(command);
  }

  private void may(String role, String... args) {
    Run run = as(role).run(args);
    assertThat(run.err()).as("%s: %s", role, List.of(args)).isEmpty();
    assertThat(run.status()).as("%s: %s%n%s", role, List.of(args), run.out()).isZero();
  }

  private void mayNot(String role, String... args) {
    Map<String, Object> before = everything();
    Run run = as(role).run(args);
    assertThat(run.status()).as("%s: %s", role, List.of(args)).isEqualTo(1);
    assertThat(run.err())
        .as("%s: %s", role, List.of(args))
        .startsWith("streamweir: ")
        .containsPattern("NOPERM|the Redis user may not")
        .contains("docs/operations.md")
        .doesNotContain("change-me");
    assertThat(run.out()).isEmpty();
    assertThat(everything()).as("%s: %s", role, List.of(args)).isEqualTo(before);
  }

  /** Every key with what it holds. */
  private Map<String, Object> everything() {
    Map<String, Object> all = new TreeMap<>();
    for (String key : admin.keys("*")) {
      Object value =
          switch (admin.type(key)) {
            case "stream" ->
                List.of(
                    admin.xrange(key, io.lettuce.core.Range.unbounded()).toString(),
                    admin.xinfoGroups(key).toString());
            case "hash" -> new TreeMap<>(admin.hgetall(key));
            case "zset" -> admin.zrangeWithScores(key, 0, -1).toString();
            default -> admin.get(key);
          };
      all.put(key, value);
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "FLUSHALL",
    "CONFIG GET *",
    "KEYS *",
    "SCAN 0",
    "ACL LIST",
    "CLIENT LIST",
    "CLIENT KILL TYPE normal",
    "SCRIPT FLUSH",
    "DEL sw:{access-log/0}:inbox:parse",
    "RENAME sw:{access-log/0}:inbox:parse sw:{access-log/0}:inbox:other",
    "SET sw:{access-log/0}:inbox:parse x",
    "XDEL sw:{access-log/0}:inbox:parse 1-1",
    "XGROUP DESTROY sw:{access-log/0}:inbox:parse workers",
    "HGETALL other:{access-log}:meta",
    "XADD other:{access-log/0}:inbox:parse * a b",
    "SUBSCRIBE other",
    "PUBLISH other x"
  })
  void mayNeverDoWhatWouldHarmOthers(String command) {
    for (String role : UsersDocument.ROLES) {
      CommandArgs<String, String> args =
          new CommandArgs<>(StringCodec.UTF8).add("DRYRUN").add(role);
      for (String word : command.split(" ")) {
        args.add(word);
      }
      String answer = admin.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args);
      assertThat(answer).as(role).contains("permission");
    }
  }
}
