package io.streamweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.Right;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.audit.AuditStream;
import io.streamweir.internal.feature.cancel.CancelScript;
import io.streamweir.internal.feature.cancel.PurgeScript;
import io.streamweir.internal.feature.pause.ClosedPartitions;
import io.streamweir.internal.feature.pause.PauseScript;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.feature.replay.SettledEntries;
import io.streamweir.internal.feature.results.EndLog;
import io.streamweir.internal.feature.runnow.RunNowScript;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.ReplicatedWire;
import io.streamweir.internal.wire.ScriptProbe;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.testkit.RedisServer;
import io.streamweir.worker.WorkerRights;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The users of docs/operations.md may do all that the headers of scripts need. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsersNeedsIT {
  private static final Pattern PATTERN = Pattern.compile("~([^ )]+)");

  private RedisServer server;
  private RedisClient client;
  private RedisCommands<String, String> admin;
  private RedisLink link;

  @BeforeAll
  void open() {
    server = RedisServer.start();
    client = RedisClient.create(server.uri());
    admin = client.connect().sync();
    link = RedisLink.open(server.uri());
    for (String line : new UsersDocument().lines()) {
      if (!line.startsWith("user default")) {
        acl("SETUSER", List.of(UsersDocument.rules(line)));
      }
    }
  }

  @AfterAll
  void close() {
    link.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    server.close();
  }

  private String acl(String verb, List<String> words) {
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8).add(verb);
    words.forEach(args::add);
    return admin.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args);
  }

  @Test
  void letTheWorkerDoAllThatAWorkerNeeds() {
    List<Right> rights = new ArrayList<>();
    Pipeline<LogLine> pipeline = everything();
    for (Keys keys : Keys.levels(link, pipeline)) {
      rights.addAll(WorkerRights.rights(link, pipeline, keys));
    }
    Keys there = Keys.of(link, pipeline.name(), 0); // to which it submits itself
    rights.addAll(WorkerRights.chained(link, pipeline, pipeline.facts(), there));

    assertThat(rights).hasSizeGreaterThan(200);
    checkCovers(rights);
    mayAll("worker", rights);
  }

  /** So that no feature of a worker is missing in the pipeline that has everything. */
  private static void checkCovers(List<Right> rights) {
    String line =
        new UsersDocument()
            .lines().stream()
                .filter(each -> each.startsWith("user worker "))
                .findFirst()
                .orElseThrow();
    List<String> words = rights.stream().flatMap(right -> right.words().stream()).toList();
    List<String> unused =
        PATTERN
            .matcher(line)
            .results()
            .map(found -> found.group(1))
            .distinct()
            .filter(pattern -> words.stream().noneMatch(word -> word.matches(regex(pattern))))
            .toList();
    // What tells Redis servers apart, and what commands that change schedules write.
    assertThat(unused).containsExactly("sw:identity", "sw:audit");
  }

  private static String regex(String pattern) {
    return Pattern.quote(pattern).replace("*", "\\E.*\\Q");
  }

  @Test
  void letTheProducerDoAllThatAClientNeeds() {
    mayAll(
        "producer",
        rights(
            List.of(
                AppendScript.NEEDS,
                ReplicatedWire.NEEDS,
                CancelScript.NEEDS,
                EndLog.NEEDS,
                ScheduleStore.NEEDS,
                AuditStream.NEEDS,
                SchemaHash.NEEDS,
                PipelineMeta.NEEDS)));
  }

  @Test
  void letTheOperatorDoAllThatItsScriptsNeed() {
    mayAll(
        "operator",
        rights(
            List.of(
                CancelScript.NEEDS,
                PurgeScript.NEEDS,
                RunNowScript.NEEDS,
                DeadStream.NEEDS,
                SettledEntries.NEEDS,
                ScriptProbe.NEEDS,
                PauseScript.NEEDS,
                AuditStream.NEEDS,
                AuditStream.NEEDS_WHEN_FULL,
                ClosedPartitions.NEEDS)));
  }

  private void mayAll(String user, List<Right> rights) {
    assertThat(rights)
        .allSatisfy(
            right -> {
              List<String> words = new ArrayList<>(List.of(user));
              words.addAll(whole(right));
              assertThat(acl("DRYRUN", words)).as("%s: %s", user, right).isEqualTo("OK");
            });
  }

  /** With as many words as the server wants at the least. */
  private List<String> whole(Right right) {
    List<String> words = new ArrayList<>(right.words());
    List<?> info = (List<?>) admin.commandInfo(words.get(0)).get(0);
    long least = Math.abs((Long) info.get(1));
    while (words.size() < least) {
      words.add("0");
    }
    return words;
  }

  private List<Right> rights(List<List<Needs>> rooms) {
    List<Right> rights = new ArrayList<>();
    for (Needs needs : rooms.stream().flatMap(List::stream).toList()) {
      List<String> all = new ArrayList<>();
      needs
          .commands()
          .forEach(
              (name, commands) -> {
                List<String> keys = name.equals(Needs.SERVER) ? List.of() : List.of(key(name));
                commands.forEach(command -> rights.add(new Right(command, keys)));
                if (!name.equals("resultsAt")) { // which scripts make up
                  all.addAll(keys);
                }
              });
      if (needs.isScript()) {
        rights.add(new Right("EVAL", all));
        rights.add(new Right("EVALSHA", all));
      }
    }
    return rights;
  }

  /** A key of this name, which is that of a method. */
  private String key(String name) {
    Method method =
        Arrays.stream(Keys.class.getMethods())
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow();
    Object[] arguments =
        Arrays.stream(method.getParameterTypes())
            .map(type -> type == RedisLink.class ? link : Right.ANY)
            .toArray();
    try {
      return (String) method.invoke(Keys.of(link, "access-log", 0), arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Pipeline<LogLine> everything() {
    return Pipeline.named("p")
        .accepts(LogLine.class)
        .keepResults(Duration.ofDays(7))
        .split("cut", LogLine.class, (line, context) -> Parts.of(Stream.of(line)))
        .stage(
            "part",
            LogLine.class,
            (line, context) -> Outcome.forward(line),
            stage -> stage.withOrder().withRatePerKey(RateLimit.of(5, Duration.ofSeconds(1))))
        .gather("join", LogLine.class, LogLine.class, UsersNeedsIT::join)
        .stage(
            "end",
            LogLine.class,
            (line, context) -> Outcome.<LogLine>finish(line),
            stage ->
                stage
                    .withMaxRunning(1)
                    .withBreaker(BreakerConfig.defaults())
                    .withSubmitting(
                        ChainTarget.of("p", LogLine.class)
                            .withDurability(Durability.replicated(1, Duration.ofSeconds(1)))))
        .branch("summary", WindowSummary.class, LogLine.class, (summary, context) -> Outcome.drop())
        .window(Window.tumbling("traffic", Duration.ofMinutes(1), "summary"))
        .build();
  }

  private static Outcome<LogLine> join(
      LogLine line, Gathered<LogLine> parts, StageContext context) {
    return Outcome.drop();
  }
}
