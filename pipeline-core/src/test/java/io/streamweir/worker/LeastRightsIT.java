package io.streamweir.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.LimitedUser;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.Right;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker whose user has the rights that the headers of scripts add up to, and no other. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class LeastRightsIT {
  /** What every connection sends, whatever it is for. */
  private static final String CONNECTION = "+ping +info +client|setname";

  @Test
  void doesEverythingWithTheRightsOfTheHeadersAlone(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline = pipeline();
    try (TestInbox inbox = TestInbox.in(space);
        LimitedUser user = new LimitedUser(inbox, space);
        Rig rig = Rig.on(space, pipeline)) {
      Pipeline<Text> target = target();
      PipelineMeta.agree(rig.link, target);
      user.allow(rules(rig, target));
      assertThatNoException().isThrownBy(() -> WorkerRights.check(user.link, pipeline));
      Ledger ledger = new Ledger();
      rig.worker(user.link, pipeline, ledger, config -> config);

      assertThat(rig.value(rig.submit("a,b,c"))).isEqualTo("3 0");
      assertThat(rig.failure(rig.submit("a,dead")).error()).isEqualTo("dead");
      assertThat(rig.value(rig.submit("again"))).isEqualTo("1 0");
      await()
          .atMost(PATIENCE)
          .until(() -> ledger.fired.get() > 1 && rig.count("closed", "windows") > 0);

      Keys there = Keys.of(rig.link, target.name(), 0);
      await().atMost(PATIENCE).until(() -> rig.redis.xlen(there.inbox("take")) > 1);

      assertThat(rig.dead("part")).hasSize(1);
      assertThat(ledger.promoted.get()).isPositive();
      assertThat(ledger.ended(Ending.RETRIED)).isPositive();
      assertThat(ledger.refusals).isEmpty();
      assertThat(ledger.settlesFailed.get()).isZero();
      assertThat(denied(inbox, user)).isEmpty();
    }
  }

  @Test
  void asksToLookAtAllInboxesAtOnceWhereAStageIsLimited(RedisSpace space) throws Exception {
    Pipeline<Text> limited =
        Pipeline.named("limited")
            .accepts(Text.class)
            .stage("a", Text.class, (t, c) -> Outcome.forward(t), c -> c.withMaxRunning(1))
            .stage("b", Text.class, (t, c) -> Outcome.drop())
            .build();
    try (Rig rig = Rig.on(space, limited)) {
      List<String> inboxes = List.of(rig.keys.inbox("a"), rig.keys.inbox("b"));
      assertThat(WorkerRights.rights(rig.link, limited, rig.keys))
          .contains(new Right("XREAD", inboxes));
    }
  }

  /** What the server has denied to this user, and where. */
  private static List<String> denied(TestInbox inbox, LimitedUser user) {
    return inbox.ask(Command.of("ACL"), "LOG", 128).stream()
        .map(denial -> Resp.named(Resp.list(denial)))
        .filter(denial -> Resp.text(denial.get("username")).equals(user.name))
        .map(denial -> Resp.text(denial.get("object")) + " " + Resp.text(denial.get("context")))
        .toList();
  }

  /** As the users of a server are written; keys of jobs are patterns there. */
  private static String rules(Rig rig, Pipeline<Text> target) {
    List<Right> rights = new ArrayList<>();
    for (Keys keys : Keys.levels(rig.link, rig.pipeline)) {
      rights.addAll(WorkerRights.rights(rig.link, rig.pipeline, keys));
    }
    for (Keys there : Keys.levels(rig.link, target)) {
      rights.addAll(WorkerRights.chained(rig.link, rig.pipeline, target.facts(), there));
    }
    rights.add(new Right("HGETALL", List.of(Keys.meta(rig.link, target.name()))));
    Map<List<String>, Set<String>> commands = new LinkedHashMap<>();
    for (Right right : rights) {
      List<String> patterns =
          right.keys().stream()
              .map(key -> (right.publishes() ? "&" : "~") + key.replaceAll("([:/])any", "$1*"))
              .toList();
      commands
          .computeIfAbsent(patterns, all -> new TreeSet<>())
          .add("+" + right.command().toLowerCase(Locale.ROOT));
    }
    String root = String.join(" ", commands.remove(List.of()));
    return "-@all "
        + CONNECTION
        + " "
        + root
        + commands.entrySet().stream()
            .map(
                each ->
                    " ("
                        + String.join(" ", each.getValue())
                        + " "
                        + String.join(" ", each.getKey())
                        + ")")
            .collect(joining());
  }

  /** To which the other one submits; nobody works on it. */
  private static Pipeline<Text> target() {
    return Pipeline.named("q")
        .accepts(Text.class)
        .stage("take", Text.class, (text, context) -> Outcome.drop())
        .build();
  }

  private static Pipeline<Text> pipeline() {
    return Pipeline.named("p")
        .accepts(Text.class)
        .split(
            "cut",
            Text.class,
            (text, context) -> Parts.of(Stream.of(text.getValue().split(",")).map(Text::new)))
        .stage(
            "part",
            Text.class,
            LeastRightsIT::part,
            config -> config.withOrder().withRatePerKey(RateLimit.of(1_000, Duration.ofSeconds(1))))
        .gather("join", Text.class, Text.class, LeastRightsIT::join)
        .stage(
            "end",
            Text.class,
            (text, context) ->
                context.attempt() == 1
                    ? Outcome.retryLater(Duration.ofMillis(50), "once more")
                    : Outcome.<Text>finish(text).submitting("q", text),
            config -> config.withMaxRunning(2).withSubmitting(ChainTarget.of("q", Text.class)))
        .branch("summary", WindowSummary.class, Text.class, LeastRightsIT::closed)
        .window(
            Window.tumbling("traffic", Duration.ofMillis(100), "summary")
                .withIdleAfter(Duration.ofMillis(200)))
        .schedule(Schedule.every("tick", Duration.ofSeconds(1), new Text("fire")))
        .build();
  }

  @Test
  void namesWhatItMayNotDoAtAPipelineToWhichItSubmits(RedisSpace space) throws Exception {
    try (TestInbox inbox = TestInbox.in(space);
        LimitedUser user = new LimitedUser(inbox, space);
        Rig rig = Rig.on(space, pipeline())) {
      PipelineMeta.agree(rig.link, target());
      user.allow("+@all &* ~*{p* ~*:schemas ~*{q}:meta (+eval +evalsha ~*{q*)");
      String there = Keys.of(rig.link, "q", 0).inbox("take");
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> WorkerRights.check(user.link, rig.pipeline))
          .withMessageContaining("XADD on " + there);
      user.allow("+@all &* ~*{p* ~*:schemas");
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> WorkerRights.check(user.link, rig.pipeline))
          .withMessageContaining("HGETALL on " + Keys.meta(rig.link, "q"));
    }
  }

  @Test
  void asksForWhatReplicasCostWhereTheyMustHaveChainedJobs(RedisSpace space) throws Exception {
    Durability replicated = Durability.replicated(1, Duration.ofSeconds(1));
    Pipeline<Text> pipeline =
        Pipeline.named("p")
            .accepts(Text.class)
            .stage(
                "end",
                Text.class,
                (text, context) -> Outcome.<Text>finish(text).submitting("q", text),
                config ->
                    config.withSubmitting(
                        ChainTarget.of("q", Text.class).withDurability(replicated)))
            .build();
    try (TestInbox inbox = TestInbox.in(space);
        LimitedUser user = new LimitedUser(inbox, space);
        Rig rig = Rig.on(space, pipeline)) {
      PipelineMeta.agree(rig.link, target());
      String there = Keys.of(rig.link, "q", 0).replicated();
      user.allow("+@all &* ~*");
      assertThatNoException().isThrownBy(() -> WorkerRights.check(user.link, pipeline));
      user.allow("+@all -wait &* ~*");
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> WorkerRights.check(user.link, pipeline))
          .withMessageEndingWith("it lacks WAIT");
      user.allow("+@all -set &* ~* (+set ~*:forwarder ~*:result:* ~*:unique:* ~*:source:*)");
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> WorkerRights.check(user.link, pipeline))
          .withMessageEndingWith("it lacks SET on " + there);
      user.allow("+@all -wait &* ~*");
      assertThatNoException().isThrownBy(() -> WorkerRights.check(user.link, pipeline()));
    }
  }

  private static Outcome<Text> part(Text text, StageContext context) {
    if (text.getValue().equals("again") && context.attempt() == 1) {
      return Outcome.retryLater(Duration.ofMillis(50), "once more");
    }
    if (text.getValue().equals("dead")) {
      return Outcome.reject("dead");
    }
    WindowUpdate update =
        WindowUpdate.of("traffic", "key", System.currentTimeMillis())
            .sum("sum", 1)
            .max("max", 1)
            .distinct("texts", text.getValue());
    return Outcome.<Text>forward(text).counting(Count.one("parts", "all")).windowing(update);
  }

  private static Outcome<Text> join(Text text, Gathered<Text> parts, StageContext context) {
    parts.forEach(part -> assertThat(part.getValue()).isNotEmpty());
    return Outcome.forward(new Text(parts.total() + " " + parts.failed()));
  }

  private static Outcome<Text> closed(WindowSummary summary, StageContext context) {
    return Outcome.<Text>drop().counting(Count.one("closed", "windows"));
  }
}
