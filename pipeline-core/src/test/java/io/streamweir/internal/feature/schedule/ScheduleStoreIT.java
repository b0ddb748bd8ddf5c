package io.streamweir.internal.feature.schedule;

import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.schedule.ScheduleDefinition.Origin;
import io.streamweir.internal.feature.schedule.ScheduleStore.Fire;
import io.streamweir.internal.feature.schedule.ScheduleStore.Fired;
import io.streamweir.internal.feature.schedule.ScheduleStore.Pausing;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.wire.Command;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Timing;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class ScheduleStoreIT {
  private static final Timing HOUR = Timing.every(Duration.ofHours(1));

  private TestInbox inbox;
  private ScheduleStore store;
  private Instant now;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    store = new ScheduleStore(inbox.link, inbox.keys);
    now = Instant.ofEpochMilli(inbox.queries.now());
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private static ScheduleDefinition saying(String payload) {
    return new ScheduleDefinition(HOUR, "k", MissedFires.all(7), Origin.CODE, utf8(payload));
  }

  private StoredSchedule put(String payload, Instant due) {
    assertThat(store.put("tick", stored(), saying(payload), due, Pausing.KEEP)).isTrue();
    return stored();
  }

  private StoredSchedule stored() {
    return inbox.link.await(store.all()).get("tick");
  }

  private Fired fire(StoredSchedule read, Instant due, String job) {
    Fire fire = new Fire("tick", read, due, due.plusSeconds(3600), job, null);
    return inbox.link.await(store.fire(fire, STAGE, 3));
  }

  @Test
  void keepsWhatADefinitionSays() {
    ScheduleDefinition cron =
        new ScheduleDefinition(
            Timing.cron("30 2 * * *", ZoneId.of("Europe/Berlin")),
            null,
            MissedFires.skip(),
            Origin.CLIENT,
            new byte[] {10, 0, -1});
    for (ScheduleDefinition given : List.of(cron, saying("a\nb"))) {
      assertThat(ScheduleDefinition.parse(given.bytes()))
          .isEqualTo(given)
          .hasSameHashCodeAs(given)
          .returns(given.timing(), ScheduleDefinition::timing)
          .returns(given.key(), ScheduleDefinition::key)
          .returns(given.missed(), ScheduleDefinition::missed)
          .returns(given.origin(), ScheduleDefinition::origin)
          .returns(given.payload(), ScheduleDefinition::payload);
    }
    assertThat(new String(cron.bytes(), 0, 65, StandardCharsets.UTF_8))
        .isEqualTo("cron=30+2+*+*+*&zone=Europe%2FBerlin&missed=skip&origin=client\n\n\0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "every=1000",
        "\n",
        "every=x\n",
        "every=1\n",
        "cron=1 2 3\n",
        "cron=0+0+*+*+*&zone=Nowhere\n",
        "every=1000&missed=never\n",
        "every=1000&origin=moon\n"
      })
  void saysOfADefinitionThatItCannotBeRead(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ScheduleDefinition.parse(utf8(text)));
  }

  @Test
  void submitsTheDefinedPayloadAndSetsTheNextTime() {
    Instant due = now.minusMillis(5);
    Fire fire =
        new Fire("tick", put("a\nb", due), due, due.plusSeconds(9), "tick.1", "traceparent=x");

    assertThat(inbox.link.await(store.fire(fire, STAGE, 3))).isEqualTo(Fired.FIRED);

    Map<String, String> entry = inbox.entries(inbox.inbox).get(0);
    assertThat(entry)
        .containsEntry("j", "tick.1")
        .containsEntry("p", "a\nb")
        .containsEntry("h", "traceparent=x");
    assertThat(Long.parseLong(entry.get("t"))).isBetween(now.toEpochMilli(), inbox.queries.now());
    assertThat(stored().due()).isEqualTo(due.plusSeconds(9));
  }

  @Test
  void submitsAFireOnceWhereManyTry() {
    Instant due = now.minusMillis(5);
    StoredSchedule read = put("x", due);
    List<CompletableFuture<Fired>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Fire fire = new Fire("tick", read, due, due.plusSeconds(9), "tick.1", null);
      all.add(store.fire(fire, STAGE, 100));
    }
    List<Fired> fired = inbox.link.awaitAll(all);
    assertThat(fired).filteredOn(each -> each == Fired.FIRED).hasSize(1);
    assertThat(fired).filteredOn(each -> each == Fired.CHANGED).hasSize(49);
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("tick.1");
  }

  @Test
  void submitsNothingThatWasChangedPausedOrRemovedOrIsNotDue() {
    Instant due = now.minusMillis(5);
    StoredSchedule read = put("x", due);
    assertThat(fire(read, due.minusMillis(1), "other time")).isEqualTo(Fired.CHANGED);
    StoredSchedule changed = put("y", due);
    assertThat(fire(read, due, "other definition")).isEqualTo(Fired.CHANGED);
    assertThat(store.pause("tick", changed, Pausing.PAUSE)).isTrue();
    assertThat(fire(changed, due, "paused")).isEqualTo(Fired.CHANGED);
    assertThat(store.pause("tick", changed, Pausing.RESUME)).isTrue();
    assertThat(store.remove("tick", changed)).isTrue();
    assertThat(fire(changed, due, "removed")).isEqualTo(Fired.CHANGED);
    Instant later = now.plusSeconds(60);
    assertThat(fire(put("z", later), later, "early")).isEqualTo(Fired.EARLY);
    assertThat(inbox.length(inbox.inbox)).isZero();
  }

  @Test
  void waitsForRoomAndPassesOverWithoutIt() {
    Instant due = now.minusMillis(5);
    StoredSchedule read = put("x", due);
    List<String> ids = inbox.pending("c", 3);

    assertThat(fire(read, due, "tick.1")).isEqualTo(Fired.FULL);
    assertThat(stored().due()).isEqualTo(due);
    assertThat(fire(read, due, "")).as("passes over a missed one").isEqualTo(Fired.FIRED);
    assertThat(stored().due()).isEqualTo(due.plusSeconds(3600));
    StoredSchedule again = put("x", due);
    inbox.acknowledge(ids.subList(0, 1));
    assertThat(fire(again, due, "tick.1")).as("settled, not trimmed").isEqualTo(Fired.FIRED);
    assertThat(inbox.jobs(inbox.inbox)).endsWith("tick.1");
  }

  @Test
  void changesOnlyWhatTheCallerSaw() {
    StoredSchedule first = put("x", now);
    StoredSchedule second = put("y", null);
    assertThat(second.due()).as("kept").isEqualTo(now);
    assertThat(store.put("tick", null, saying("z"), now, Pausing.KEEP)).isFalse();
    assertThat(store.put("tick", first, saying("z"), now, Pausing.KEEP)).isFalse();
    assertThat(store.pause("tick", first, Pausing.PAUSE)).isFalse();
    assertThat(store.remove("tick", first)).isFalse();
    assertThat(stored().definition()).isEqualTo(saying("y"));
  }

  @Test
  void keepsTheTimeOfAPausedOne() {
    StoredSchedule read = put("x", now);
    for (int i = 0; i < 2; i++) {
      assertThat(store.pause("tick", read, Pausing.PAUSE)).isTrue();
      assertThat(stored()).returns(now, StoredSchedule::due).returns(true, StoredSchedule::paused);
    }
    assertThat(inbox.link.await(store.firstDueMillis())).isZero();
    put("y", now.plusSeconds(1));
    assertThat(stored().paused()).isTrue();
    assertThat(stored().due()).isEqualTo(now.plusSeconds(1));
    assertThat(store.pause("tick", stored(), Pausing.RESUME)).isTrue();
    assertThat(inbox.link.await(store.firstDueMillis()))
        .isEqualTo(now.plusSeconds(1).toEpochMilli());
  }

  @Test
  void promotionTellsWhatIsDueAndWhatIsNext() {
    PromoteScript promote = new PromoteScript(inbox.link, inbox.keys, List.of(STAGE));
    put("x", now.plusSeconds(60));
    assertThat(inbox.link.await(promote.run(9, 0)).fires()).isEmpty();
    assertThat(inbox.link.await(promote.run(9, 0)).nextMillis()).isBetween(50_000L, 60_000L);
    put("x", now.minusMillis(1));
    PromoteScript.Reply reply = inbox.link.await(promote.run(9, 0));
    assertThat(reply.fires())
        .containsExactly(new PromoteScript.Due("tick", now.toEpochMilli() - 1));
    assertThat(reply.nextMillis()).as("no reason to ask again at once").isEqualTo(-1);
    store.pause("tick", stored(), Pausing.PAUSE);
    assertThat(inbox.link.await(promote.run(9, 0)).fires()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"schedules", "fires"})
  void isNotHarmedByAKeyOfAnotherKind(String kind) {
    StoredSchedule read = put("x", now.minusMillis(1));
    String key = kind.equals("fires") ? inbox.keys.fires() : inbox.keys.schedules();
    inbox.ask(Command.of("DEL"), key);
    inbox.say(Command.SET, key, "text");
    PromoteScript promote = new PromoteScript(inbox.link, inbox.keys, List.of(STAGE));

    assertThat(inbox.link.await(promote.run(9, 0)).moved()).isZero();
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> fire(read, now.minusMillis(1), "job"))
        .withMessageStartingWith("WRONGTYPE");
    assertThat(inbox.length(inbox.inbox)).isZero();
  }
}
