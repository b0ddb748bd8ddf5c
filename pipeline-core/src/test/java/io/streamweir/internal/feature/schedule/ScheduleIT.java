package io.streamweir.internal.feature.schedule;

import static io.streamweir.internal.feature.schedule.Ticking.HOUR;
import static io.streamweir.internal.feature.schedule.Ticking.TENTH;
import static io.streamweir.internal.feature.schedule.Ticking.every;
import static io.streamweir.internal.feature.schedule.Ticking.neglect;
import static io.streamweir.internal.feature.schedule.Ticking.tick;
import static io.streamweir.internal.feature.schedule.Ticking.with;
import static io.streamweir.internal.feature.schedule.Ticking.without;
import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.client.Receipt;
import io.streamweir.client.ScheduleException;
import io.streamweir.client.Schedules;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

@WithRedis
class ScheduleIT {
  /** Every time from the first to the last that was fired, each handled once. */
  private static void assertNoneMissingAndNoneTwice(Rig rig) {
    assertThat(rig.counters("done").values()).containsOnly("1");
    TreeSet<Instant> found = new TreeSet<>();
    rig.counters("done").keySet().forEach(job -> found.add(dueOf(job)));
    Set<Instant> expected = new TreeSet<>();
    for (Instant due = found.first(); !due.isAfter(found.last()); due = due.plus(TENTH)) {
      expected.add(due);
    }
    assertThat(found).isEqualTo(expected);
  }

  private static Instant dueOf(String jobId) {
    String digits = jobId.replaceAll("^tick\\.|[TZ.]", "");
    String millis = digits.length() > 14 ? digits.substring(14) : "000";
    return Instant.parse(
        digits.replaceFirst("(....)(..)(..)(..)(..)(..).*", "$1-$2-$3T$4:$5:$6." + millis + "Z"));
  }

  private static void stop(Rig rig) {
    rig.jobs().schedules().pause("tick");
    until(() -> rig.length("work") == 0 || rig.pending("work") == 0);
    until(() -> rig.jobs().schedules().find("tick").orElseThrow().paused());
  }

  @Test
  void threeWorkersFireEachTimeOnce(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, with(every(TENTH, "x")))) {
      List<Ledger> ledgers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ledgers.add(new Ledger());
        rig.worker(rig.linkTo(space.uri()), rig.pipeline, ledgers.get(i), config -> config);
      }
      until(() -> rig.counted("done") >= 30);
      stop(rig);
      long fired = ledgers.stream().mapToLong(ledger -> ledger.fired.get()).sum();
      until(() -> rig.counted("done") == fired);
      assertNoneMissingAndNoneTwice(rig);
    }
  }

  @Test
  void aFireThatAKilledWorkerDidNotSubmitAnotherOneDoes(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without());
        ChildJvm victim = ChildJvm.start(TickingWorkerMain.class, space.uri(), space.namespace())) {
      victim.awaitOutput("ready.", PATIENCE);
      rig.jobs().schedules().put(every(TENTH, "x"));
      until(() -> rig.counted("done") >= 5);
      victim.kill();
      long before = rig.counted("done");
      until(() -> tick(rig).late().toMillis() > 500);
      rig.worker();
      until(() -> rig.counted("done") >= before + 10);
      stop(rig);
      until(() -> rig.pending("work") == 0);
      assertNoneMissingAndNoneTwice(rig);
    }
  }

  @Test
  void findsTheResultOfAFireByItsTime(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, with(every(Duration.ofSeconds(1), "hello")))) {
      rig.worker();
      Instant due = tick(rig).due().plusSeconds(1);
      String jobId = Schedule.jobId("tick", due);
      until(() -> rig.jobs().storedResult(jobId).isPresent());
      assertThat(rig.jobs().storedResult(jobId).orElseThrow().value(Text.class).getValue())
          .isEqualTo("hello");
    }
  }

  @Test
  void aPausedScheduleFiresNothingUntilItIsResumed(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      Schedules<Text> schedules = rig.jobs().schedules();
      schedules.put(every(TENTH, "x"));
      until(() -> ledger.fired.get() > 3);
      schedules.pause("tick");
      until(() -> rig.pending("work") == 0);
      long fired = ledger.fired.get();
      Instant paused = tick(rig).due();
      until(() -> Instant.now().isAfter(paused.plusMillis(500)));
      assertThat(ledger.fired.get()).isBetween(fired, fired + 1);
      assertThat(tick(rig).late()).isZero();
      schedules.resume("tick");
      until(() -> ledger.fired.get() > fired + 8);
      stop(rig);
      until(() -> rig.counted("done") == ledger.fired.get());
      assertNoneMissingAndNoneTwice(rig);
    }
  }

  @Test
  void runsNowWithoutTouchingTheNextFire(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      rig.worker();
      Schedules<Text> schedules = rig.jobs().schedules();
      schedules.put(every(HOUR, "now"));
      Instant due = tick(rig).due();
      schedules.pause("tick");
      Receipt receipt = schedules.runNow("tick");
      assertThat(receipt.jobId()).startsWith("tick.run.");
      assertThat(rig.value(receipt)).isEqualTo("now");
      assertThat(tick(rig).due()).isEqualTo(due);
      assertThat(tick(rig).paused()).isTrue();
    }
  }

  @Test
  void aRemovedScheduleIsGone(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      Schedules<Text> schedules = rig.jobs().schedules();
      schedules.put(every(HOUR, "x"));
      schedules.remove("tick");
      assertThat(schedules.list()).isEmpty();
      assertThat(rig.redis.exists(rig.keys.schedules(), rig.keys.fires())).isZero();
      assertThatExceptionOfType(ScheduleException.class)
          .isThrownBy(() -> schedules.remove("tick"))
          .withMessageContaining("'ticking' has no schedule 'tick'; it has none");
      assertThatExceptionOfType(ScheduleException.class).isThrownBy(() -> schedules.runNow("tick"));
      assertThatExceptionOfType(ScheduleException.class).isThrownBy(() -> schedules.pause("tick"));
    }
  }

  private static List<String> firedAfterNeglect(RedisSpace space, MissedFires missed)
      throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      rig.jobs().schedules().put(every(HOUR, "x").withMissed(missed));
      neglect(rig, Duration.ofHours(5));
      assertThat(tick(rig).late()).isGreaterThan(Duration.ofHours(5).minusSeconds(1));
      rig.worker();
      until(() -> tick(rig).late().isZero());
      until(() -> rig.length("work") == 0 || rig.pending("work") == 0);
      Instant thisHour = Instant.now().truncatedTo(ChronoUnit.HOURS);
      assertThat(tick(rig).due()).isAfterOrEqualTo(thisHour);
      List<String> fired = new ArrayList<>();
      until(() -> rig.counted("done") >= missed.most());
      for (String job : new TreeSet<>(rig.counters("done").keySet())) {
        fired.add(Duration.between(dueOf(job), thisHour).toHours() + " h");
      }
      return fired;
    }
  }

  /** The test may begin within a minute after a full hour, when that one is not missed yet. */
  private static boolean fullHour() {
    Instant now = Instant.now();
    return Duration.between(now.truncatedTo(ChronoUnit.HOURS), now).toSeconds() < 90;
  }

  @Test
  void missedFiresAreSkipped(RedisSpace space) throws Exception {
    assertThat(firedAfterNeglect(space, MissedFires.skip()))
        .isSubsetOf(fullHour() ? List.of("0 h") : List.of());
  }

  @Test
  void missedFiresAreSubmittedOnce(RedisSpace space) throws Exception {
    List<String> fired = firedAfterNeglect(space, MissedFires.once());
    if (!fullHour()) {
      assertThat(fired).containsExactly("0 h");
    }
  }

  @Test
  void missedFiresAreAllSubmittedUpToABound(RedisSpace space) throws Exception {
    List<String> fired = firedAfterNeglect(space, MissedFires.all(3));
    if (!fullHour()) {
      assertThat(fired).containsExactly("2 h", "1 h", "0 h");
    }
  }

  @Test
  void aResumedScheduleTreatsWhatWasDueMeanwhileAsMissed(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      rig.worker();
      rig.jobs().schedules().put(every(HOUR, "x").withMissed(MissedFires.all(2)));
      rig.jobs().schedules().pause("tick");
      Instant due = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(9));
      rig.redis.zadd(rig.keys.fires(), (double) -due.toEpochMilli(), "tick");
      rig.jobs().schedules().resume("tick");
      until(() -> rig.counted("done") >= 2);
      assertThat(rig.counters("done").values()).containsOnly("1");
    }
  }

  @Test
  void aFireWaitsForRoomAndIsNotLost(RedisSpace space) throws Exception {
    Pipeline<Text> small =
        Pipeline.named("ticking")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) ->
                    Outcome.<Text>finish(text).counting(Count.one("done", context.jobId())),
                config -> config.withMaxBacklog(4))
            .stage("other", Text.class, (text, context) -> Outcome.drop())
            .build();
    try (Rig rig = Rig.on(space, small)) {
      Ledger ledger = new Ledger();
      rig.worker(ledger, config -> config.withStages(Set.of("other")));
      rig.jobs().schedules().put(every(TENTH, "x"));
      until(() -> tick(rig).late().toMillis() > 700);
      assertThat(rig.length("work")).isEqualTo(4);
      assertThat(ledger.fired).hasValue(4);
      rig.worker();
      until(() -> rig.counted("done") > 20);
      stop(rig);
      until(() -> rig.pending("work") == 0);
      assertNoneMissingAndNoneTwice(rig);
    }
  }

  /** As it is when the clock was an hour ahead and is right again. */
  @Test
  void firesOnWhereItsDueTimeIsFartherAheadThanItsNextTime(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      rig.jobs().schedules().put(every(TENTH, "x"));
      Instant ahead = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(HOUR);
      rig.redis.zadd(rig.keys.fires(), (double) ahead.toEpochMilli(), "tick");
      rig.worker();
      until(() -> rig.counted("done") > 3);
      assertThat(tick(rig).due()).isBefore(ahead);
      stop(rig);
      until(() -> rig.pending("work") == 0);
      assertNoneMissingAndNoneTwice(rig);
    }
  }

  @Test
  void whatCannotBeReadHoldsUpNothingElse(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      rig.redis.hset(rig.keys.schedules(), "broken", "cron=nonsense\npayload");
      rig.redis.hset(rig.keys.schedules(), "foreign", "no line feed");
      rig.redis.zadd(rig.keys.fires(), 1000.0, "broken");
      rig.redis.zadd(rig.keys.fires(), 1000.0, "foreign");
      rig.redis.zadd(rig.keys.fires(), 1000.0, "without-definition");
      rig.jobs().schedules().put(every(TENTH, "x"));
      rig.worker();
      until(() -> rig.counted("done") > 3);
      assertThat(rig.jobs().schedules().find("broken").orElseThrow().defect())
          .contains("cron expression 'nonsense'");
      rig.jobs().schedules().remove("broken");
      rig.jobs().schedules().remove("foreign");
      stop(rig);
    }
  }
}
