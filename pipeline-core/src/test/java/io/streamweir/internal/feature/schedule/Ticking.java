package io.streamweir.internal.feature.schedule;

import io.lettuce.core.ZAddArgs;
import io.streamweir.client.ScheduleStatus;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What tests of schedules do to the schedule {@code tick}. */
final class Ticking {
  static final Duration TENTH = Duration.ofMillis(100);
  static final Duration HOUR = Duration.ofHours(1);

  private Ticking() {}

  static Schedule<Text> every(Duration interval, String payload) {
    return Schedule.every("tick", interval, new Text(payload));
  }

  static Pipeline<Text> with(Schedule<Text> schedule) {
    return TickingWorkerMain.builder().schedule(schedule).build();
  }

  static Pipeline<Text> without() {
    return TickingWorkerMain.builder().build();
  }

  static ScheduleStatus tick(Rig rig) {
    return rig.jobs().schedules().find("tick").orElseThrow();
  }

  /**
   * As if nobody had run since then; a negative span makes it due earlier or later in the future.
   */
  static Instant neglect(Rig rig, Duration since) {
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    Instant due = hour.minus(since).truncatedTo(ChronoUnit.MILLIS);
    rig.redis.zadd(rig.keys.fires(), ZAddArgs.Builder.xx(), (double) due.toEpochMilli(), "tick");
    return due;
  }

  static void start(Rig rig, Pipeline<Text> version) {
    rig.worker(rig.link, version, new Ledger(), config -> config);
  }
}
