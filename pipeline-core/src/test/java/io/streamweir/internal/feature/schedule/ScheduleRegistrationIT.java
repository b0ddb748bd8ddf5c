package io.streamweir.internal.feature.schedule;

import static io.streamweir.internal.feature.schedule.Ticking.HOUR;
import static io.streamweir.internal.feature.schedule.Ticking.TENTH;
import static io.streamweir.internal.feature.schedule.Ticking.every;
import static io.streamweir.internal.feature.schedule.Ticking.neglect;
import static io.streamweir.internal.feature.schedule.Ticking.start;
import static io.streamweir.internal.feature.schedule.Ticking.tick;
import static io.streamweir.internal.feature.schedule.Ticking.with;
import static io.streamweir.internal.feature.schedule.Ticking.without;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.client.Receipt;
import io.streamweir.client.ScheduleException;
import io.streamweir.client.ScheduleStatus;
import io.streamweir.client.Schedules;
import io.streamweir.internal.feature.schedule.ScheduleDefinition.Origin;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deployments: which schedules there are when workers of other versions start. */
@WithRedis
class ScheduleRegistrationIT {
  private static final Duration QUARTER = Duration.ofDays(91);

  @Test
  void codeDefinesAndChangesItsSchedulesWhenAWorkerStarts(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      start(rig, with(every(QUARTER, "one")));
      assertThat(tick(rig).definition().origin()).isEqualTo(Origin.CODE);
      Instant early = neglect(rig, Duration.between(tick(rig).due(), Instant.now()).dividedBy(2));
      start(rig, with(every(QUARTER, "two")));
      assertThat(tick(rig).due()).as("the times are the same").isEqualTo(early);
      assertThat(new String(tick(rig).definition().payload(), StandardCharsets.UTF_8))
          .endsWith("two");
      start(rig, with(Schedule.cron("tick", "0 0 1 1 *", ZoneOffset.UTC, new Text("three"))));
      assertThat(tick(rig).due()).isBetween(Instant.now(), Instant.now().plusSeconds(366 * 86_400));
      assertThat(tick(rig).due().toString()).endsWith("-01-01T00:00:00Z");
      assertThatExceptionOfType(ScheduleException.class)
          .isThrownBy(() -> rig.jobs().schedules().put(every(HOUR, "four")))
          .withMessageContaining("defined in the pipeline's code");
      assertThatExceptionOfType(ScheduleException.class)
          .isThrownBy(() -> rig.jobs().schedules().remove("tick"));
    }
  }

  @Test
  void whatCodeNoLongerDefinesStopsAndIsNotForgotten(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      start(rig, with(every(HOUR, "x")));
      Instant due = tick(rig).due();
      start(rig, without());
      assertThat(tick(rig).definition().origin()).isEqualTo(Origin.RETIRED);
      assertThat(tick(rig).paused()).isTrue();
      assertThatExceptionOfType(ScheduleException.class)
          .isThrownBy(() -> rig.jobs().schedules().resume("tick"))
          .withMessageContaining("no longer defined in code");
      start(rig, with(every(HOUR, "x")));
      assertThat(tick(rig).definition().origin()).isEqualTo(Origin.CODE);
      assertThat(tick(rig).paused()).isFalse();
      assertThat(tick(rig).due()).isEqualTo(due);
      start(rig, without());
      rig.jobs().schedules().remove("tick");
      assertThat(rig.jobs().schedules().list()).isEmpty();
    }
  }

  @Test
  void aClientMayTakeOverWhatCodeNoLongerDefines(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      start(rig, with(every(HOUR, "x")));
      start(rig, without());
      rig.jobs().schedules().put(every(HOUR, "y"));
      assertThat(tick(rig).definition().origin()).isEqualTo(Origin.CLIENT);
      assertThat(tick(rig).paused()).isFalse();
    }
  }

  @Test
  void aConditionSeesWhatIsChangedAlsoWhereAnotherClientIsFaster(RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      Schedules<Text> schedules = rig.jobs().schedules();
      List<String> seen = new ArrayList<>();
      schedules.put(
          every(HOUR, "mine"),
          before -> {
            seen.add(before.map(ScheduleRegistrationIT::payload).orElse("nothing"));
            if (seen.size() == 1) {
              schedules.put(every(HOUR, "theirs"));
            }
          });
      assertThat(seen).containsExactly("nothing", "theirs");
      assertThat(payload(tick(rig))).isEqualTo("mine");
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> schedules.remove("tick", before -> refuse(payload(before))));
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(
              () -> schedules.put(every(HOUR, "x"), before -> refuse(payload(before.get()))));
      assertThat(payload(tick(rig))).isEqualTo("mine");
      schedules.remove("tick", before -> {});
      assertThat(schedules.list()).isEmpty();
    }
  }

  private static String payload(ScheduleStatus status) {
    String payload = new String(status.definition().payload(), StandardCharsets.UTF_8);
    return payload.contains("mine") ? "mine" : payload.contains("theirs") ? "theirs" : payload;
  }

  private static void refuse(String seen) {
    throw new IllegalStateException(seen);
  }

  @Test
  void aWorkerStartsBesideAFullServerAndMakesItsSchedulesKnownLater() throws Exception {
    try (RedisServer server = RedisServer.start("--maxmemory-policy noeviction");
        Rig rig = Rig.on(server, without())) {
      rig.jobs();
      rig.redis.configSet("maxmemory", "1");
      start(rig, with(every(HOUR, "x")));
      assertThat(rig.jobs().schedules().list()).isEmpty();
      rig.redis.configSet("maxmemory", "0");
      until(() -> rig.jobs().schedules().find("tick").isPresent());
    }
  }

  @Test
  void whatSomebodyPausedStaysPausedOverDeployments(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      start(rig, with(every(HOUR, "x")));
      rig.jobs().schedules().pause("tick");
      start(rig, with(every(HOUR, "y")));
      assertThat(tick(rig).paused()).isTrue();
      start(rig, without());
      start(rig, with(every(TENTH, "z")));
      assertThat(tick(rig).paused()).isTrue();
    }
  }

  @Test
  void schedulesOfClientsAreLeftAloneByDeployments(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, without())) {
      rig.jobs().schedules().put(every(HOUR, "x"));
      Instant due = neglect(rig, Duration.ofHours(-100));
      start(rig, without());
      rig.jobs().schedules().put(every(HOUR, "y"));
      assertThat(tick(rig).due()).isEqualTo(due);
      assertThat(tick(rig).definition().origin()).isEqualTo(Origin.CLIENT);
    }
  }

  @Test
  void anotherKeyTakesACodedScheduleToAnotherPartition(RedisSpace space) throws Exception {
    Schedule<Text> there = every(HOUR, "x").withKey("there");
    Pipeline<Text> wide = TickingWorkerMain.builder().partitions(8).schedule(there).build();
    Schedule<Text> elsewhere = every(HOUR, "x").withKey("anywhere else");
    assertThat(wide.partitionOf("there")).isNotEqualTo(wide.partitionOf("anywhere else"));
    try (Rig rig = Rig.on(space, wide)) {
      start(rig, wide);
      assertThat(tick(rig).partition()).isEqualTo(wide.partitionOf("there"));
      Instant due = tick(rig).due();
      start(rig, TickingWorkerMain.builder().partitions(8).schedule(elsewhere).build());
      assertThat(rig.jobs().schedules().list()).hasSize(1);
      assertThat(tick(rig).partition()).isEqualTo(wide.partitionOf("anywhere else"));
      assertThat(tick(rig).due()).isEqualTo(due);
      Receipt receipt = rig.jobs().schedules().runNow("tick");
      assertThat(receipt.partition()).isEqualTo(wide.partitionOf("anywhere else"));
      assertThat(rig.value(receipt)).isEqualTo("x");
    }
  }
}
