package io.streamweir.cli.job;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.Place;
import io.streamweir.cli.Providers;
import io.streamweir.cli.Run;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.cli.pipelines.UrgentPipeline;
import io.streamweir.cli.terminal.PtyRun;
import io.streamweir.http.core.Json;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The command {@code jobs}, and where {@code job} finds one that has not ended. */
@WithRedis
@Execution(ExecutionMode.CONCURRENT)
@Order(1) // takes longest
class JobsIT {
  private static final String[] WAITING = {"-p", "access-log", "--stage", "parse"};

  private RedisSpace space;
  private Place place;

  @BeforeEach
  void open(RedisSpace given) {
    space = given;
    place = Place.of(given);
  }

  private Run jobs(String... options) {
    return jobsOf(WAITING, options);
  }

  private Run jobsOf(String[] which, String... options) {
    List<String> all = new ArrayList<>(List.of("jobs"));
    all.addAll(List.of(which));
    all.addAll(List.of(options));
    return place.run(all.toArray(String[]::new));
  }

  private void submit(String pipeline, String lines, String... options) {
    List<String> all = new ArrayList<>(List.of("submit", "-p", pipeline, "-"));
    all.addAll(List.of(options));
    assertThat(place.runWithInput(lines, all.toArray(String[]::new)).status()).isZero();
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
  }

  @Test
  void showsWaitingJobsAsTheFirstThingThatIsTried() {
    submit("access-log", "one\ntwo\n");

    Run run = jobs("--state", "waiting");

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains(" waiting at parse, partition 0, ", ", attempt 1\n");
    assertThat(run.out()).contains("payload   {\"line\":\"one\"}\n", "{\"line\":\"two\"}\n");
    assertThat(jobs("--state", "dead").out()).isEqualTo("no dead jobs at parse, of 0 looked at\n");
  }

  @Test
  void saysWhatThereIsWhereSomethingIsNotThere() {
    usage(
        jobs("--state", "asleep"),
        "no state 'asleep'; there are waiting, pending, delayed, parked, dead");
    usage(
        place.run("jobs", "-p", "access-log", "--stage", "nope"),
        "unknown stage 'nope'; known: parse, ");
    usage(place.run("jobs", "-p", "access-log"), "which stage? Give --stage; known: parse, ");
    usage(jobs("--limit", "0"), "--limit must be at least 1: 0");
    usage(jobs("--where", "line"), "filter 'line': expected = or !=, found its end");
    usage(jobs("--after", "9:1-1"), "--after: '9:1-1' is no cursor of waiting entries");
    usage(place.run("jobs", "-p", "nope", "--stage", "x"), "unknown pipeline 'nope'; known: ");
  }

  private static void usage(Run run, String why) {
    assertThat(run.status()).as(run.all()).isEqualTo(2);
    assertThat(run.err()).contains(why);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void goesOnFromAnyCursorWithoutLossOrRepetition() {
    submit("access-log", numbers(250));
    List<String> seen = new ArrayList<>();
    List<String> after = List.of();
    for (int size = 1; size < 40; size += 7) {
      for (String line : jobsAfter(after, size)) {
        JsonNode job = Json.parse(line);
        seen.add(job.at("/payload/line").asText());
        after = List.of("--after", job.at("/cursor").asText());
      }
    }
    Run rest = jobs("--json", "--limit", "1000", after.get(0), after.get(1));
    rest.lines().forEach(line -> seen.add(Json.parse(line).at("/payload/line").asText()));

    assertThat(seen).containsExactlyElementsOf(numbers(250).lines().toList());
    List<String> newest = jobs("--json", "--newest", "--limit", "3").lines();
    assertThat(newest)
        .extracting(line -> Json.parse(line).at("/payload/line").asText())
        .containsExactly(seen.get(249), seen.get(248), seen.get(247));
    usage(jobs("--newest", "--state", "pending"), "--newest is for what is waiting or dead");
    Run text = jobs("--limit", "2");
    assertThat(text.out()).contains("more may follow; --after 0:");
  }

  private List<String> jobsAfter(List<String> after, int limit) {
    List<String> options = new ArrayList<>(List.of("--json", "--limit", "" + limit));
    options.addAll(after);
    return jobs(options.toArray(String[]::new)).lines();
  }

  @Test
  void findsTheFewThatMatchAmongMany() {
    submit("access-log", numbers(5_000));

    Run found = jobs("--where", "line=4321", "--json");
    assertThat(found.err()).isEmpty();
    assertThat(found.lines()).hasSize(1);
    Run all = jobs("--where", "line!=4321", "--where", "line!=17", "--json", "--limit", "9999");
    assertThat(all.lines()).hasSize(4_998);
    assertThat(jobs("--where", "lime!=4321").out())
        .isEqualTo("no waiting jobs at parse match lime!=4321, of 5,000 looked at\n");
  }

  @Test
  @EnabledIf("io.streamweir.cli.terminal.PtyRun#possible")
  void saysHowFarItCameAndGoesOnFromThereAfterCtrlC(@TempDir Path directory) {
    submit("access-log", numbers(100_000));
    List<String> command = new ArrayList<>(List.of("jobs"));
    command.addAll(List.of(WAITING));
    command.addAll(List.of("--where", "line=99999", "--namespace", place.namespace()));
    String cursor;
    try (TcpProxy proxy = TcpProxy.to(space.server());
        PtyRun run = PtyRun.start(directory, 24, 120, Map.of(), with(command, proxy.uri()))) {
      proxy.delay(Duration.ofMillis(200)); // so that the search takes its time on any machine
      run.awaitText("entries looked at");
      run.type("\u0003");
      assertThat(run.awaitExit()).isEqualTo(130);
      Matcher said =
          Pattern.compile("stopped after [0-9,]+ looked at; --after (0:[0-9]+-[0-9]+) goes on")
              .matcher(run.transcript());
      assertThat(said.find()).as(run.transcript()).isTrue();
      cursor = said.group(1);
    }
    Run rest = jobs("--where", "line=99999", "--json", "--after", cursor);
    assertThat(rest.lines()).hasSize(1);
    assertThat(Json.parse(rest.out()).at("/payload/line").asText()).isEqualTo("99999");
  }

  private static String[] with(List<String> command, String uri) {
    command.addAll(List.of("--redis", uri));
    return command.toArray(String[]::new);
  }

  @Test
  void makesHostileTextSafeAndShortensLongPayloads(RedisCommands<String, String> redis) {
    submit("access-log", "\u001b[2J\u202egpj.exe\n" + "x".repeat(1_040_000) + "\n");
    redis.xadd(
        space.key("{access-log/0}:inbox:parse"),
        Map.of("j", "\u001b[31mjob", "p", "\u0007", "h", "a%1B=%E2%80%AE"));

    Run run = jobs();
    assertThat(run.out()).doesNotContain("\u001b", "\u202e", "\u0007");
    assertThat(run.out()).contains("\\u001B[2J", "\\u202e", "... (1,040,011 characters)");
    assertThat(run.out()).contains("defect    field j (job id) or o (path) is too long");
    assertThat(run.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(250));
    List<String> json = jobs("--json").lines();
    assertThat(Json.parse(json.get(1)).at("/payload/line").asText()).hasSize(1_040_000);
    JsonNode foreign = Json.parse(json.get(2));
    assertThat(foreign.at("/payload/hex").asText()).isEqualTo("07");
    assertThat(foreign.at("/payload/undecodable").asText()).contains("single-object encoding");
    assertThat(foreign.at("/type").asText()).isEmpty();
  }

  @Test
  void needsNeitherTheDefinitionNorItsClasses() {
    work(new UrgentPipeline().pipeline(), "bad\n", "--priority", "high");
    submit("urgent", "three\n", "--priority", "low");
    ClassLoader none = new Providers(AccessLogPipeline.class.getName());

    Run dead = place.runWith(none, "jobs", "-p", "urgent", "--stage", "answer", "--state", "dead");
    assertThat(dead.status()).as(dead.err()).isZero();
    assertThat(dead.err()).isEmpty();
    assertThat(dead.out()).contains("dead at answer, partition 0/high", "id        0/high:", "bad");
    Run waiting = place.runWith(none, "jobs", "-p", "urgent", "--stage", "answer", "--json");
    assertThat(Json.parse(waiting.out()).at("/partition").asText()).isEqualTo("0/low");
    String job = Json.parse(waiting.out()).at("/job").asText();
    Run found = place.runWith(none, "job", "-p", "urgent", job);
    assertThat(found.out()).as(found.err()).startsWith(job + "  waiting  answer: attempt 1");
    String ended = dead.out().substring(0, dead.out().indexOf(' '));
    Run failed = place.runWith(none, "job", "-p", "urgent", ended);
    assertThat(failed.out()).as(failed.err()).contains("failed at answer");
    usage(place.runWith(none, "job", "-p", "nope", job), "unknown pipeline 'nope'");
    usage(
        new Place("redis://127.0.0.1:1", "sw").runWith(none, "job", "-p", "urgent", job),
        "unknown pipeline 'urgent'");
  }

  /** Until nothing waits. */
  private void work(Pipeline<?> pipeline, String lines, String... options) {
    try (RedisLink link =
            RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
        Worker worker = Worker.start(link, pipeline)) {
      assertThat(worker).isNotNull();
      submit(pipeline.name(), lines, options);
      Awaitility.await().atMost(PATIENCE).until(() -> backlog(pipeline.name()) == 0);
    }
  }

  private int backlog(String pipeline) {
    Run run = place.run("status", "-p", pipeline, "--json");
    int backlog = 0;
    for (JsonNode stage : Json.parse(run.out()).at("/pipelines/0/stages")) {
      backlog += stage.at("/backlog").asInt();
    }
    return backlog;
  }

  @Test
  void tellsWhereAJobIsThatHasNotEnded() {
    work(new FlakyPipeline().pipeline(), "closed\n");
    String[] check = {"-p", "flaky", "--stage", "check", "--state", "delayed"};
    JsonNode delayed = Json.parse(jobsOf(check, "--json").out());
    assertThat(delayed.at("/lastError").asText()).isEqualTo("the bank is closed");
    Run text = jobsOf(check);
    assertThat(text.out()).contains("due       20", "error     the bank is closed");
    submit("flaky", "one\n");
    String[] receive = {"-p", "flaky", "--stage", "receive"};
    String waiting = Json.parse(jobsOf(receive, "--json").out()).at("/job").asText();

    Run found = place.run("job", "-p", "flaky", waiting);
    assertThat(found.status()).isZero();
    assertThat(found.out()).startsWith(waiting + "  waiting  receive: attempt 1, since 20");
    Run json = place.run("job", "-p", "flaky", waiting, "--json");
    assertThat(Json.parse(json.out()).at("/status").asText()).isEqualTo("waiting");
    Run nobody = place.run("job", "-p", "flaky", "nobodys");
    assertThat(nobody.status()).isEqualTo(1);
    assertThat(nobody.err())
        .contains("no stored result of job nobodys", "and no entry of it at any stage");
  }
}
