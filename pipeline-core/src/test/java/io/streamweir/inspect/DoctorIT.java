package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class DoctorIT {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private TestStage stage;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> redis) {
    stage = new TestStage(space, redis);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void isContentWithAPipelineThatNobodyHasUsed() {
    assertThat(new Doctor(stage.link, TestStage.PIPELINE, LEASE).examine())
        .filteredOn(finding -> !finding.notice()) // of the server, which others set up
        .hasSize(5)
        .allMatch(Doctor.Finding::healthy);
    assertThat(stage.redis.keys(stage.link.config().namespace() + ":*"))
        .as("it only reads")
        .isEmpty();
  }

  @Test
  void isContentWithABusyPipeline() {
    PipelineMeta.agree(stage.link, TestStage.PIPELINE);
    stage.createGroup(0);
    for (int i = 0; i < 5; i++) {
      stage.append(0);
    }
    stage.deliver(0, "c", 3);

    assertThat(troubles()).isEmpty();
  }

  @Test
  void findsAnotherDefinition() {
    PipelineMeta.agree(
        stage.link,
        Pipeline.named("watched")
            .accepts(Text.class)
            .stage("one", Text.class, (text, context) -> Outcome.drop())
            .build());

    assertThat(troubles())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what()).contains("partitions 1 in Redis and 2 in this program");
              assertThat(finding.advice()).contains("deploy the same definition");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"inbox", "later", "dead", "schedules", "fires"})
  void findsAKeyOfAnotherType(String which) {
    Keys keys = stage.keys(1);
    String key =
        switch (which) {
          case "inbox" -> keys.inbox("two");
          case "later" -> keys.later("two");
          case "schedules" -> keys.schedules();
          case "fires" -> keys.fires();
          default -> keys.dead("two");
        };
    stage.redis.set(key, "text");

    assertOne("key " + key + " holds a string");
  }

  @Test
  void findsAScheduleThatNobodyFires() {
    stage.redis.hset(stage.keys(1).schedules(), "tick", "every=1000\npayload");
    stage.redis.zadd(stage.keys(1).fires(), -1000.0, "tick");
    assertThat(troubles()).as("paused").isEmpty();
    stage.redis.zadd(stage.keys(1).fires(), 1000.0, "tick");
    assertOne("schedule tick is due since 1970-01-01T00:00:01Z");
  }

  @Test
  void findsAScheduleThatCannotBeRead() {
    stage.redis.hset(stage.keys(0).schedules(), "odd", "cron=nonsense\npayload");
    assertThat(troubles())
        .extracting(Doctor.Finding::what)
        .satisfiesExactly(
            what -> assertThat(what).contains("schedule odd cannot be read"),
            what -> assertThat(what).contains("schedule odd has no due time"));
  }

  @Test
  void findsAStreamThatHasNoIdsLeft() {
    String dead = stage.keys(1).dead("one");
    String last = "18446744073709551615-18446744073709551615";
    XAddArgs id = new XAddArgs().id(last);
    stage.redis.xadd(dead, id, Map.of("reason", "strange"));
    stage.redis.xdel(dead, last);

    assertOne("stream " + dead + " has had the id " + last);
  }

  @Test
  void findsWorkWithoutAGroup() {
    stage.append(1);

    assertOne("inbox " + stage.inbox(1) + " holds entries but has no group");
  }

  @Test
  void findsWorkThatNobodyAsksFor() {
    stage.createGroup(0);
    stage.append(0);

    assertOne("1 entry waits in " + stage.inbox(0) + ", the oldest for ");
  }

  @Test
  void findsEntriesThatNobodyRenews() {
    stage.createGroup(0);
    stage.append(0);
    stage.append(0);
    List<String> ids = stage.deliver(0, "gone", 2);
    stage.age(0, "gone", ids.get(0), LEASE.multipliedBy(2).plusSeconds(5));
    stage.age(0, "gone", ids.get(1), LEASE.plusSeconds(5)); // about to be reclaimed

    assertOne("1 entry of " + stage.inbox(0) + " has been pending beyond the lease");
  }

  @Test
  void findsEntriesThatWereDeletedWhilePending() {
    stage.createGroup(0);
    stage.append(0);
    String id = stage.deliver(0, "gone", 1).get(0);
    stage.age(0, "gone", id, LEASE.multipliedBy(3));
    stage.redis.xdel(stage.inbox(0), id);

    assertOne("1 pending entry of " + stage.inbox(0) + " was deleted");
  }

  @Test
  void findsEntriesOfAnUnknownSchema() {
    stage.createGroup(0);
    // The marker C3 01 is no UTF-8, so the payload comes by way of a script.
    stage.redis.eval(
        "return redis.call('XADD', KEYS[1], '*', 'j', 'job', 't', '1', 'p', '\\195\\1' .. ARGV[1])",
        io.lettuce.core.ScriptOutputType.VALUE,
        new String[] {stage.inbox(0)},
        "ABCDEFGH\u0000");
    stage.deliver(0, "alive", 1);

    assertOne("no schema is registered for fingerprint 4847464544434241");
  }

  @Test
  void isContentWithGarbageThatAWorkerWillBury() {
    stage.createGroup(0);
    stage.redis.xadd(stage.inbox(0), Map.of("what", "ever"));
    stage.deliver(0, "alive", 1);

    assertThat(troubles()).isEmpty();
  }

  @Test
  @SuppressWarnings("unchecked") // generic varargs
  void findsAForeignGroupThatHoldsTrimming() {
    stage.createGroup(0);
    for (int i = 0; i < 1_000; i++) {
      stage.append(0);
    }
    List<String> ids = stage.deliver(0, "alive", 1_000);
    String inbox = stage.inbox(0);
    stage.redis.xgroupCreate(XReadArgs.StreamOffset.from(inbox, ids.get(0)), "near");
    assertThat(troubles()).as("a group that is 999 behind").isEmpty();

    stage.redis.xgroupCreate(XReadArgs.StreamOffset.from(inbox, "0"), "audit");

    assertOne("group 'audit' on " + inbox + " is 1000 entries or more behind the workers");
    stage.redis.xreadgroup(Consumer.from("audit", "a"), XReadArgs.StreamOffset.lastConsumed(inbox));
    assertOne("group 'audit'");
    stage.redis.xack(inbox, "audit", ids.toArray(String[]::new));
    assertThat(troubles()).isEmpty();
  }

  @Test
  void findsDeadLettersOfTheLastMinutes() {
    stage.bury(0, "a", "attempts");
    stage.bury(0, "b", "rejected");

    assertOne(
        "2 dead letters came into " + stage.keys(0).dead("one") + " (1 attempts, 1 rejected)");
  }

  @Test
  void remarksDeadLettersThatHandlersRejected() {
    stage.bury(0, "a", "rejected");

    assertThat(troubles()).isEmpty();
    assertRemark("1 dead letter came into " + stage.keys(0).dead("one") + " (1 rejected)");
  }

  @Test
  void isContentWithOldDeadLetters() {
    stage.redis.xadd(
        stage.keys(0).dead("one"),
        new io.lettuce.core.XAddArgs().id("1-1"),
        Map.of("reason", "attempts", "error", "why", "attempts", "2", "entry", "1-1"));

    assertThat(troubles()).isEmpty();
  }

  @Test
  void remarksEntriesThatAreTriedAgainAndAgain() {
    stage.createGroup(0);
    stage.redis.xadd(
        stage.inbox(0), Map.of("j", "job", "t", "1", "p", "", "a", "7", "e", "the bank is closed"));
    stage.deliver(0, "alive", 1);

    assertRemark("one is at attempt 7: the bank is closed");
  }

  @Test
  void remarksEntriesThatWorkersAreGivenAgainAndAgain() {
    stage.createGroup(0);
    stage.append(0);
    String id = stage.deliver(0, "alive", 1).get(0);
    for (int i = 0; i < 3; i++) {
      stage.redis.xclaim(
          stage.inbox(0),
          Consumer.from(Keys.GROUP, "alive"),
          new io.lettuce.core.XClaimArgs().minIdleTime(0),
          id);
    }

    assertRemark("1 pending entry of " + stage.inbox(0) + " was given to workers 3 times");
  }

  private void assertRemark(String what) {
    assertThat(new Doctor(stage.link, TestStage.PIPELINE, LEASE).examine())
        .filteredOn(Doctor.Finding::notice)
        .anySatisfy(finding -> assertThat(finding.what()).contains(what));
  }

  private void assertOne(String what) {
    assertThat(troubles())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what()).contains(what);
              assertThat(finding.advice()).isNotEmpty();
            });
  }

  private List<Doctor.Finding> troubles() {
    return new Doctor(stage.link, TestStage.PIPELINE, LEASE)
        .examine().stream().filter(finding -> !finding.healthy()).toList();
  }
}
