package io.streamweir.internal.settle;

import static io.streamweir.internal.entry.TestInbox.LEASE;
import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.LimitedAccess;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.cancel.CancelScript;
import io.streamweir.internal.feature.cancel.CancelScriptIT;
import io.streamweir.internal.feature.limit.LimitScript;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.feature.results.ResultStore;
import io.streamweir.internal.feature.schedule.ScheduleDefinition;
import io.streamweir.internal.feature.schedule.ScheduleDefinition.Origin;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.schedule.ScheduleStore.Fire;
import io.streamweir.internal.feature.schedule.ScheduleStore.Fired;
import io.streamweir.internal.feature.schedule.ScheduleStore.Pausing;
import io.streamweir.internal.feature.schedule.StoredSchedule;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.internal.wire.Command;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageLimits;
import io.streamweir.pipeline.Timing;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a user may not do, what a script does for it happens wholly or not at all. */
class RightsIT extends LimitedAccess {
  private static final Duration TTL = Duration.ofSeconds(90);

  private void denied(CompletableFuture<?> answer) {
    user.denied(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-xadd",
        "-xadd (+xadd ~*:inbox:* ~*:dead:*) -xlen",
        "-xadd (+xadd ~*:inbox:next ~*:dead:*)",
        "-xadd (+xadd ~*:inbox:*)",
        "-xrange",
        "-zadd",
        "-time",
        "-hincrby",
        "-set",
        "-type",
        "-xack"
      })
  void settlesWhollyOrNotAtAll(String rules) {
    List<Settlement> all = SettleIT.oneOfEachKind(inbox.pending("c", 7));
    SettleScript script = new SettleScript(limited, inbox.keys, STAGE, List.of(NEXT, SIDE), TTL);
    List<Object> before = inbox.everything("hits");
    allow(ALL + " " + rules);

    denied(script.run(all));

    assertThat(inbox.everything("hits")).isEqualTo(before);
    assertThat(inbox.pendingNow()).hasSize(7);
    allow(ALL);
    assertThat(limited.await(script.run(all)).fenced()).isEmpty();
    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(inbox.counters("hits")).isEqualTo(Map.of("x", 10L));
  }

  @Test
  void settlesWithoutWhatTheBatchDoesNotNeed() {
    List<String> ids = inbox.pending("c", 1);
    SettleScript script = new SettleScript(limited, inbox.keys, STAGE, List.of(NEXT), TTL);
    allow(ALL + " -zadd -set -hincrby -publish -xrange -time");

    limited.await(
        script.run(List.of(new Settlement(ids.get(0), List.of(new Append(0, plain("a")))))));

    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly("a");
  }

  @Test
  void storesAResultThatItMayNotPublish() {
    List<String> ids = inbox.pending("c", 1);
    SettleScript script = new SettleScript(limited, inbox.keys, STAGE, List.of(), TTL);
    allow(ALL + " -publish");
    ResultMessage result = ResultMessage.finished("job-0", STAGE, new byte[0]);

    limited.await(
        script.run(List.of(new Settlement(ids.get(0), List.of(new Store("job-0", result))))));

    assertThat(new ResultStore(inbox.link).find(inbox.keys, "job-0").join()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-xadd", "-zadd", "-zcard", "-time", "-set", "-get", "-xlen"})
  void appendsWhollyOrNotAtAll(String rules) {
    AppendScript script = new AppendScript(limited, inbox.keys, STAGE, 100);
    AppendScript.Source source = new AppendScript.Source("file", 1, TTL);
    List<AppendScript.Job> jobs =
        List.of(
            new AppendScript.Job(plain("a"), 0, null, 0),
            new AppendScript.Job(plain("b"), 0, "key", TTL.toMillis()),
            new AppendScript.Job(plain("c"), 60_000, null, 0));
    allow(ALL + " " + rules);

    denied(script.run(jobs, source));

    assertThat(inbox.length(inbox.inbox)).isZero();
    assertThat(inbox.link.await(inbox.queries.delayed(inbox.keys.later(STAGE)))).isZero();
    allow(ALL);
    assertThat(limited.await(script.run(jobs, source))).isEmpty();
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("a", "b");
  }

  @Test
  void appendsWithoutWhatPlainJobsDoNotNeed() {
    AppendScript script = new AppendScript(limited, inbox.keys, STAGE, 100);
    allow("~*:inbox:* ~*:closed -@all +eval +evalsha +type +get +xlen +xadd");

    limited.await(script.run(List.of(new AppendScript.Job(plain("a"), 0, null, 0)), null));

    assertThat(inbox.jobs(inbox.inbox)).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-set",
        "-get",
        "-zadd",
        "-zremrangebyscore",
        "-zscore",
        "-zrange",
        "-time",
        "-type"
      })
  void cancelsWhollyOrNotAtAll(String rules) {
    CancelScript script = new CancelScript(limited, inbox.keys, CancelScriptIT.pipeline().facts());
    allow(ALL + " " + rules);

    denied(script.cancel("a"));

    assertThat(new ResultStore(inbox.link).find(inbox.keys, "a").join()).isEmpty();
    assertThat(inbox.say(Command.of("EXISTS"), inbox.keys.cancelled())).isEqualTo("0");
    allow(ALL + " -publish");
    assertThat(limited.await(script.cancel("a")).now()).isTrue();
  }

  @Test
  void settlesNothingWhereItMayNotAskWhatIsCancelled() {
    List<String> ids = inbox.pending("c", 1);
    inbox.link.await(
        new CancelScript(inbox.link, inbox.keys, CancelScriptIT.pipeline().facts())
            .cancel("other"));
    SettleScript script = new SettleScript(limited, inbox.keys, STAGE, List.of(), TTL);
    ResultMessage result = ResultMessage.finished("job-0", STAGE, new byte[0]);
    allow(ALL + " -zscore");

    denied(script.run(List.of(new Settlement(ids.get(0), List.of(new Store("job-0", result))))));

    assertThat(inbox.pendingNow()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-zrem", "-xadd", "-zrem (+zrem ~*:later:next)"})
  void promotesWhollyOrNotAtAll(String rules) {
    for (String stage : List.of(STAGE, NEXT)) {
      inbox.link.await(
          new AppendScript(inbox.link, inbox.keys, stage, 100)
              .run(List.of(new AppendScript.Job(plain(stage), 1, null, 0)), null));
    }
    long due = inbox.queries.now() + 2;
    org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> inbox.queries.now() > due);
    PromoteScript script = new PromoteScript(limited, inbox.keys, List.of(STAGE, NEXT));
    allow(ALL + " " + rules);

    assertThat(limited.await(script.run(10, 0)).refusal()).startsWith("NOPERM delayed entries");

    assertThat(inbox.length(inbox.inbox)).isZero();
    assertThat(inbox.link.await(inbox.queries.delayed(inbox.keys.later(STAGE)))).isOne();
    boolean nextIsFree = rules.contains("later:next");
    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isEqualTo(nextIsFree ? 1 : 0);
    allow(ALL);
    limited.await(script.run(10, 0));
    assertThat(inbox.jobs(inbox.inbox)).containsExactly(STAGE);
    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly(NEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-xpending", "-xclaim", "-xautoclaim"})
  void takesOverWhollyOrNotAtAll(String rules) {
    List<String> ids = inbox.pending("dead", 1);
    inbox.age("dead", LEASE.plusSeconds(1), ids);
    allow(ALL + " " + rules);

    denied(new InboxScripts(limited, inbox.inbox, "me").reclaim(LEASE, "0-0", 10, 5, true));

    assertThat(inbox.pendingEntry(ids.get(0)))
        .returns("dead", InboxQueries.Pending::consumer)
        .returns(1L, InboxQueries.Pending::deliveries);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-xdel", "-xadd", "-xadd (+xadd ~*:dead:*)"})
  void replaysWhollyOrNotAtAll(String rules) {
    String dead = inbox.keys.dead(STAGE);
    String id = inbox.say(Command.XADD, dead, "*", "reason", "rejected", "f:j", "a");
    DeadStream letters = new DeadStream(limited, inbox.keys, STAGE);
    allow(ALL + " " + rules);

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> letters.replay(List.of(id)))
        .withMessageStartingWith("NOPERM nothing was replayed");

    assertThat(inbox.length(dead)).isOne();
    assertThat(inbox.length(inbox.inbox)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-hset", "-hdel", "-hget", "-hlen", "-pexpire", "-hgetall", "-zadd", "-zcard"})
  void grantsWhollyOrNotAtAll(String rules) {
    StageLimits limits = new StageLimits(RateLimit.of(1, Duration.ofHours(1)), 5);
    LimitScript lane = new LimitScript(limited, "p", STAGE, limits, "c", LEASE);
    allow(ALL + " " + rules);

    denied(lane.run(0, 1, 0));

    assertThat(inbox.link.await(inbox.queries.type(Keys.limit(limited, "p", STAGE))))
        .isEqualTo("none");
    assertThat(inbox.link.await(inbox.queries.type(Keys.limitUntil(limited, "p", STAGE))))
        .isEqualTo("none");
    allow(ALL);
    assertThat(limited.await(lane.run(0, 1, 0)).entries()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-xadd", "-zadd", "-time", "-zscore", "-hget", "-xlen"})
  void firesWhollyOrNotAtAll(String rules) {
    Instant due = Instant.ofEpochMilli(1_000);
    StoredSchedule read = schedule(inbox.link, due);
    ScheduleStore store = new ScheduleStore(limited, inbox.keys);
    Fire fire = new Fire("tick", read, due, due.plusSeconds(1), "job", null);
    allow(ALL + " " + rules);

    denied(store.fire(fire, STAGE, 100));

    assertThat(inbox.length(inbox.inbox)).isZero();
    assertThat(inbox.link.await(store(inbox.link).firstDueMillis())).isEqualTo(1_000);
    allow(ALL);
    assertThat(limited.await(store.fire(fire, STAGE, 100))).isEqualTo(Fired.FIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-hset", "-hdel", "-zadd", "-zrem", "-zscore"})
  void changesSchedulesWhollyOrNotAtAll(String rules) {
    Instant due = Instant.ofEpochMilli(1_000);
    StoredSchedule read = schedule(inbox.link, due);
    allow(ALL + " " + rules);

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> store(limited).remove("tick", read))
        .returns(RedisCallException.NOPERM, RedisCallException::code);

    assertThat(inbox.link.await(store(inbox.link).all()).get("tick").due()).isEqualTo(due);
  }

  private ScheduleStore store(RedisLink link) {
    return new ScheduleStore(link, inbox.keys);
  }

  private StoredSchedule schedule(RedisLink link, Instant due) {
    ScheduleDefinition definition =
        new ScheduleDefinition(
            Timing.every(Duration.ofSeconds(1)),
            null,
            MissedFires.once(),
            Origin.CLIENT,
            TestInbox.utf8("payload"));
    assertThat(store(link).put("tick", null, definition, due, Pausing.KEEP)).isTrue();
    return link.await(store(link).find("tick")).orElseThrow();
  }
}
