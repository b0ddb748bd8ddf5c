package io.streamweir.internal.feature.limit;

import static io.streamweir.internal.entry.TestInbox.LEASE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageLimits;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class LimitScriptIT {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Script LANE_LIMIT = new Script("wire/checks", "feature/limit/lane-limit");
  private static final RateLimit HOURLY = RateLimit.of(6, Duration.ofHours(1)).withBurst(4);

  private TestInbox inbox;
  private String key;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    key = Keys.limit(inbox.link, "p", STAGE);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private LimitScript agent(StageLimits limits, Duration lease) {
    return new LimitScript(inbox.link, "p", STAGE, limits, "c", lease);
  }

  private LimitScript rated(RateLimit rate) {
    return agent(new StageLimits(rate, 0), LEASE);
  }

  private LimitScript bounded(int maxRunning) {
    return agent(new StageLimits(null, maxRunning), LEASE);
  }

  /** What a worker granted itself that had a word for each lane. */
  private int grantedToALane(String lane, int number, int held, int wanted, int most) {
    Call args = Call.args().addKey(key).add(lane).add(LEASE.toMillis()).add(number);
    args.add(held).add(wanted).add(0).add("0").add(1).add(most);
    List<Object> reply = inbox.link.await(LANE_LIMIT.run(inbox.link.shared(), args));
    return (int) Resp.number(reply.get(0));
  }

  private List<String> keys() {
    return List.of(
        key,
        Keys.limitRunning(inbox.link, "p", STAGE),
        Keys.limitUntil(inbox.link, "p", STAGE),
        Keys.limitWaiting(inbox.link, "p", STAGE));
  }

  private LimitScript.Grant ask(LimitScript lane, int held, int wanted) {
    return inbox.link.await(lane.run(held, wanted, 0));
  }

  private int granted(LimitScript lane, int held, int wanted) {
    return ask(lane, held, wanted).entries();
  }

  @Test
  void grantsTheBurstAndThenSaysWhenTheNextIsDue() {
    LimitScript one = rated(HOURLY);
    LimitScript other = rated(HOURLY);

    assertThat(granted(one, 0, 3)).isEqualTo(3);
    assertThat(granted(other, 0, 3)).isEqualTo(1);
    assertThat(ask(one, 0, 3))
        .satisfies(none -> assertThat(none.entries()).isZero())
        .satisfies(
            none -> assertThat(none.waitMillis()).isBetween(595_000L, 600_000L)); // one of six
  }

  @Test
  void takesPermitsBack() {
    LimitScript lane = rated(HOURLY);
    assertThat(granted(lane, 0, 4)).isEqualTo(4);

    assertThat(inbox.link.await(lane.run(0, 0, 3)).entries()).isZero();

    assertThat(granted(lane, 0, 9)).isEqualTo(3);
    inbox.link.await(lane.run(0, 0, 1_000));
    assertThat(granted(lane, 0, 1_000)).as("never more than the burst").isEqualTo(4);
  }

  @Test
  void grantsOneForEachIntervalThatHasPassed() {
    LimitScript lane = rated(RateLimit.of(10, Duration.ofSeconds(1)).withBurst(2));
    long begun = inbox.queries.now();
    assertThat(granted(lane, 0, 2)).isEqualTo(2);
    int more = 0;
    while (more < 5) {
      LimitScript.Grant grant = ask(lane, 0, 1);
      more += grant.entries();
      long passed = inbox.queries.now() - begun;
      assertThat(more).isLessThanOrEqualTo((int) (passed / 100) + 1);
    }
    assertThat(inbox.queries.now() - begun).isBetween(499L, 1_500L);
  }

  @Test
  void doesNotStopForAClockThatWasSetBack() {
    LimitScript lane = rated(RateLimit.of(10, Duration.ofSeconds(1)).withBurst(2));
    assertThat(granted(lane, 0, 1)).isEqualTo(1);
    String farAhead = Long.toString((inbox.queries.now() + 86_400_000) * 1000);
    inbox.ask(Command.HSET, key, "rate", farAhead);

    assertThat(ask(lane, 0, 1).waitMillis()).isBetween(1L, 100L);
    inbox.ask(Command.HSET, key, "rate", "garbage");
    assertThat(granted(lane, 0, 5)).isEqualTo(2);
  }

  @Test
  void sharesTheBoundOnRunningEntriesAmongLanes() {
    LimitScript one = bounded(5);
    LimitScript other = bounded(5);

    assertThat(granted(one, 0, 3)).isEqualTo(3);
    assertThat(granted(other, 0, 3)).isEqualTo(2);
    assertThat(ask(other, 2, 3)).as("two agents").isEqualTo(new LimitScript.Grant(0, 20, 0));
    assertThat(granted(one, 1, 0)).isZero(); // two of three have ended
    assertThat(granted(other, 2, 3)).isEqualTo(2);
    assertThat(granted(one, 1, 1)).isZero();
    assertThat(granted(one, 1, 0)).isZero();
    assertThat(granted(bounded(9), 0, 9)).as("after a deploy with another bound").isEqualTo(4);
  }

  @Test
  void countsALaneNoLongerThanItsLease() {
    LimitScript dead = agent(new StageLimits(null, 2), SHORT);
    LimitScript alive = bounded(2);
    assertThat(granted(dead, 0, 2)).isEqualTo(2);

    assertThat(granted(alive, 0, 2)).isZero();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(2))
        .until(() -> granted(alive, 0, 2) == 2);
    assertThat(granted(dead, 2, 1)).as("it lives, so what it says counts again").isZero();
    assertThat(granted(alive, 1, 1)).isZero();
  }

  @Test
  void heedsBothLimitsAndSpendsNoPermitWhereNothingIsGranted() {
    StageLimits both = new StageLimits(HOURLY, 1);
    LimitScript one = agent(both, LEASE);
    LimitScript other = agent(both, LEASE);

    assertThat(granted(one, 0, 4)).isEqualTo(1);
    assertThat(ask(other, 0, 4)).isEqualTo(new LimitScript.Grant(0, 20, 0));
    for (int i = 0; i < 3; i++) {
      assertThat(granted(one, 0, 4)).isEqualTo(1);
    }
    assertThat(ask(one, 0, 4).waitMillis()).isPositive();
  }

  @Test
  void keepsNothingForEver() {
    assertThat(granted(rated(HOURLY), 0, 1)).isOne();

    long left = Long.parseLong(inbox.say(Command.of("PTTL"), key));

    assertThat(left).isBetween(86_400_000L, 86_400_000L + 600_000L);
  }

  @Test
  void startsAnewWhereAllIsLostAndTakesStrangeFieldsForGone() {
    LimitScript one = bounded(3);
    LimitScript other = bounded(3);
    assertThat(granted(one, 0, 2)).isEqualTo(2);
    keys().forEach(each -> inbox.ask(Command.of("DEL"), each));

    assertThat(granted(one, 2, 0)).isZero(); // its renewal
    inbox.ask(Command.HSET, key, "lane:strange", "thing");
    assertThat(granted(other, 0, 3)).isEqualTo(1);
    assertThat(inbox.ask(Command.HGETALL, key)).as("what older workers read").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3})
  void countsAnewWhereOneOfTheKeysIsLost(int lost) {
    LimitScript one = bounded(5);
    LimitScript other = bounded(5);
    assertThat(granted(one, 0, 2)).isEqualTo(2);
    assertThat(granted(other, 0, 1)).isEqualTo(1);
    inbox.ask(Command.of("DEL"), keys().get(lost));

    assertThat(granted(bounded(5), 0, 9)).isEqualTo(2);
    assertThat(granted(one, 0, 0)).isZero();
    assertThat(granted(other, 1, 9)).isEqualTo(2);
  }

  @Test
  void anOlderCallChangesNothing() {
    LimitScript late = bounded(3);
    Call older = Call.args();
    assertThat(granted(late, 0, 1)).isEqualTo(1);
    keys().forEach(older::addKey);
    String agent = "c/" + "x";
    older.add(agent).add(LEASE.toMillis()).add(1).add(2).add(1).add(0).add("0").add(1).add(3);
    Call newer = Call.args();
    keys().forEach(newer::addKey);
    newer.add(agent).add(LEASE.toMillis()).add(2).add(0).add(0).add(0).add("0").add(1).add(3);
    Script script = new Script("wire/checks", "feature/limit/limit");

    inbox.link.await(script.run(inbox.link.shared(), newer));
    List<Object> reply = inbox.link.await(script.run(inbox.link.shared(), older));

    assertThat(Resp.number(reply.get(0))).isZero();
    assertThat(granted(late, 1, 9)).as("nothing counts of the older one").isEqualTo(2);
  }

  @Test
  void keepsTheBoundTogetherWithOlderWorkers() {
    LimitScript agent = bounded(5);
    assertThat(grantedToALane("old", 1, 0, 2, 5)).isEqualTo(2);
    assertThat(granted(agent, 0, 9)).isEqualTo(3);
    assertThat(grantedToALane("old", 2, 1, 9, 5)).as("one has ended").isEqualTo(1);
    assertThat(granted(agent, 1, 0)).isZero(); // two have ended

    assertThat(grantedToALane("other", 1, 0, 9, 5)).isEqualTo(2);

    assertThat(granted(bounded(5), 0, 1)).isZero();
    assertThat(grantedToALane("old", 3, 0, 0, 5)).isZero();
    assertThat(granted(agent, 1, 9)).as("one is kept for an agent that waits").isEqualTo(1);
  }

  @Test
  void keepsAPlaceForAnAgentThatWaitsWithLessThanItsShare() {
    LimitScript greedy = bounded(4);
    LimitScript poor = bounded(4);
    assertThat(granted(greedy, 0, 9)).isEqualTo(4);
    assertThat(granted(poor, 0, 9)).isZero();

    assertThat(granted(greedy, 3, 9)).as("one has ended: the other is to have it").isZero();
    assertThat(granted(poor, 0, 9)).isEqualTo(1);
    assertThat(granted(greedy, 2, 9)).isZero();
    assertThat(granted(poor, 1, 9)).isEqualTo(1);

    assertThat(granted(greedy, 1, 9)).as("each has its share").isEqualTo(1);
    assertThat(granted(poor, 1, 0)).as("it wants no more").isZero();
    assertThat(granted(greedy, 2, 9)).isEqualTo(1);
  }

  @Test
  void tellsHowManyAreTooManyWhileAnotherAgentWaitsWithLess() {
    LimitScript greedy = bounded(5);
    LimitScript poor = bounded(5);
    assertThat(ask(greedy, 0, 9)).isEqualTo(new LimitScript.Grant(5, 10, 0));
    assertThat(granted(poor, 0, 9)).isZero();

    assertThat(ask(greedy, 5, 9).surplus()).isEqualTo(3);
    assertThat(ask(greedy, 4, 9).surplus()).isEqualTo(2);
    assertThat(ask(poor, 0, 9)).isEqualTo(new LimitScript.Grant(1, 20, 0));
    assertThat(ask(greedy, 3, 9).surplus()).isEqualTo(1);
    assertThat(granted(poor, 1, 9)).isEqualTo(1);

    assertThat(ask(greedy, 3, 9).surplus()).as("each has its share").isZero();
  }
}
