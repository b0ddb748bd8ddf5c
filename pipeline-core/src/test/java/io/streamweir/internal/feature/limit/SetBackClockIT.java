package io.streamweir.internal.feature.limit;

import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.keyed.KeyRateScript;
import io.streamweir.internal.feature.keyed.MembersScript;
import io.streamweir.internal.feature.keyed.Ownership;
import io.streamweir.internal.feature.schedule.ScheduleDefinition;
import io.streamweir.internal.feature.schedule.ScheduleDefinition.Origin;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.schedule.ScheduleStore.Fire;
import io.streamweir.internal.feature.schedule.ScheduleStore.Fired;
import io.streamweir.internal.feature.schedule.ScheduleStore.Pausing;
import io.streamweir.internal.feature.schedule.StoredSchedule;
import io.streamweir.internal.housekeeping.DutyScript;
import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.internal.wire.Command;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageLimits;
import io.streamweir.pipeline.Timing;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a dead worker left behind, as it looks when the server's clock was set back by an hour: its
 * times lie in the future. It stands in nobody's way for longer than a lease.
 */
@WithRedis
class SetBackClockIT {
  private static final Duration LEASE = Duration.ofMillis(500);
  private static final long HOUR = 3_600_000;

  private TestInbox inbox;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private long anHourFromNow() {
    return inbox.queries.now() + HOUR;
  }

  @Test
  void aLimitedStageGoesOn() {
    StageLimits limits = new StageLimits(null, 1);
    LimitScript lane = new LimitScript(inbox.link, "p", STAGE, limits, "c", LEASE);
    String key = Keys.limit(inbox.link, "p", STAGE);
    inbox.ask(Command.HSET, key, "lane:dead", "7 1 " + anHourFromNow());

    assertThat(inbox.link.await(lane.run(0, 1, 0)).entries()).as("its lease may run").isZero();
    await().atMost(PATIENCE).until(() -> inbox.link.await(lane.run(0, 1, 0)).entries() == 1);
  }

  @Test
  void placesOfAWorkerThatIsGoneComeBack() {
    StageLimits limits = new StageLimits(null, 1);
    LimitScript agent = new LimitScript(inbox.link, "p", STAGE, limits, "c", LEASE);
    String running = Keys.limitRunning(inbox.link, "p", STAGE);
    String until = Keys.limitUntil(inbox.link, "p", STAGE);
    String waiting = Keys.limitWaiting(inbox.link, "p", STAGE);
    inbox.ask(Command.HSET, running, "dead", "7 1", "total", "1");
    inbox.ask(Command.of("ZADD"), until, anHourFromNow(), "dead");
    inbox.ask(Command.of("ZADD"), waiting, anHourFromNow(), "dead");

    assertThat(inbox.link.await(agent.run(0, 1, 0)).entries()).as("its lease may run").isZero();
    await().atMost(PATIENCE).until(() -> inbox.link.await(agent.run(0, 1, 0)).entries() == 1);
  }

  @Test
  void permitsOfARateComeBack() {
    RateLimit rate = RateLimit.of(10, Duration.ofSeconds(1)).withBurst(1);
    LimitScript lane =
        new LimitScript(inbox.link, "p", STAGE, new StageLimits(rate, 0), "c", LEASE);
    KeyRateScript permits = new KeyRateScript(inbox.link, inbox.keys, STAGE, rate);
    inbox.ask(Command.HSET, Keys.limit(inbox.link, "p", STAGE), "rate", anHourFromNow() * 1000);
    inbox.ask(Command.of("ZADD"), inbox.keys.rates(STAGE), anHourFromNow() * 1000, "k");

    await().atMost(PATIENCE).until(() -> inbox.link.await(lane.run(0, 1, 0)).entries() == 1);
    await()
        .atMost(PATIENCE)
        .until(() -> inbox.link.await(permits.run(List.of("k"))).equals(List.of(0L)));
  }

  @Test
  void aMemberThatIsGoneGetsNoPartitions() {
    MembersScript member = new MembersScript(inbox.link, "p", STAGE, "worker", LEASE);
    String key = Keys.stageMembers(inbox.link, "p", STAGE);
    inbox.ask(Command.of("ZADD"), key, anHourFromNow(), "1 dead");

    assertThat(inbox.link.await(member.stay()).share(4)).as("it may live").isEqualTo(2);
    await().atMost(PATIENCE).until(() -> inbox.link.await(member.stay()).share(4) == 4);
  }

  @Test
  void aWorkerThatIsGoneHasNoShareOfTheUpkeep() {
    DutyScript duty = new DutyScript(inbox.link, "p", List.of("all"), "worker", LEASE);
    inbox.ask(Command.of("ZADD"), Keys.dutyHeard(inbox.link, "p", "all"), anHourFromNow(), "dead");

    assertThat(members(duty)).as("it may live").isEqualTo(2);
    await().atMost(PATIENCE).until(() -> members(duty) == 1);
  }

  private int members(DutyScript duty) {
    return inbox.link.await(duty.run(false, 0, List.of())).places().get(0).members();
  }

  @Test
  void aPartitionWhoseOwnerIsGoneBecomesFree() {
    Ownership dead = new Ownership(inbox.link, inbox.keys, STAGE, "dead", Duration.ofMillis(HOUR));
    assertThat(inbox.link.await(dead.acquire())).isTrue();
    Ownership next = new Ownership(inbox.link, inbox.keys, STAGE, "next", LEASE);

    assertThat(inbox.link.await(next.acquire())).as("its lease may run").isFalse();
    await().atMost(PATIENCE).until(() -> inbox.link.await(next.acquire()));
  }

  @Test
  void aScheduleIsPulledBackToATimeThatHasNotPassed() {
    ScheduleStore store = new ScheduleStore(inbox.link, inbox.keys);
    Instant due = Instant.ofEpochMilli(anHourFromNow());
    ScheduleDefinition definition =
        new ScheduleDefinition(
            Timing.every(Duration.ofSeconds(1)),
            null,
            MissedFires.once(),
            Origin.CLIENT,
            TestInbox.utf8("payload"));
    store.put("tick", null, definition, due, Pausing.KEEP);
    StoredSchedule read = inbox.link.await(store.find("tick")).orElseThrow();

    assertThat(moveTo(store, read, due, due.minusSeconds(7_200))).isEqualTo(Fired.EARLY);
    assertThat(moveTo(store, read, due, due.plusSeconds(1))).isEqualTo(Fired.EARLY);
    Instant soon = due.minusSeconds(3_500);
    assertThat(moveTo(store, read, due, soon)).isEqualTo(Fired.FIRED);
    assertThat(inbox.link.await(store.firstDueMillis())).isEqualTo(soon.toEpochMilli());
    assertThat(inbox.length(inbox.inbox)).isZero();
  }

  @Test
  void aPullThatWasLongOnItsWayHasNoTimeFiredTwice() {
    ScheduleStore store = new ScheduleStore(inbox.link, inbox.keys);
    Instant due =
        Instant.ofEpochMilli(10_000); // by now it has passed, and so has the one before it
    ScheduleDefinition definition =
        new ScheduleDefinition(
            Timing.every(Duration.ofSeconds(1)),
            null,
            MissedFires.once(),
            Origin.CLIENT,
            TestInbox.utf8("payload"));
    store.put("tick", null, definition, due, Pausing.KEEP);
    StoredSchedule read = inbox.link.await(store.find("tick")).orElseThrow();

    assertThat(moveTo(store, read, due, due.minusSeconds(1))).isEqualTo(Fired.EARLY);
    assertThat(inbox.link.await(store.firstDueMillis())).isEqualTo(10_000);
  }

  private Fired moveTo(ScheduleStore store, StoredSchedule read, Instant due, Instant next) {
    return inbox.link.await(store.fire(new Fire("tick", read, due, next, "", null), STAGE, 9));
  }

  @Test
  void entriesOfADeadWorkerAreTakenOver() {
    inbox.createGroup();
    inbox.ask(Command.XADD, inbox.inbox, anHourFromNow() + "-0", "j", "a", "t", 1, "p", "x");
    String id = inbox.deliver("dead", 1).get(0);
    inbox.ask(
        Command.of("XCLAIM"),
        inbox.inbox,
        Keys.GROUP,
        "dead",
        0,
        id,
        "TIME",
        anHourFromNow(),
        "JUSTID");
    InboxScripts survivor = inbox.scripts("survivor");

    assertThat(inbox.link.await(survivor.reclaim(LEASE, "0-0", 9, 5, true)).entries()).isEmpty();
    assertThat(inbox.pendingEntry(id))
        .returns("dead", InboxQueries.Pending::consumer)
        .returns(1L, InboxQueries.Pending::deliveries);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !inbox.link.await(survivor.reclaim(LEASE, "0-0", 9, 5, true)).entries().isEmpty());
  }
}
