package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.schedule.StoredSchedule;
import io.streamweir.pipeline.MissedFires;
import java.time.Instant;

/** Schedules that cannot be read, and those that no worker fires. */
final class ScheduleExamination implements Examination {
  @Override
  public void examine(Subject subject, Findings findings) {
    for (Keys keys : subject.partitions()) {
      boolean definitions = subject.sound(keys.schedules(), "hash", findings);
      if (subject.sound(keys.fires(), "zset", findings) && definitions) {
        Instant missed = Instant.ofEpochMilli(subject.queries().now()).minus(MissedFires.AFTER);
        subject
            .link()
            .await(new ScheduleStore(subject.link(), keys).all())
            .forEach((name, stored) -> examine(name, stored, missed, findings));
      }
    }
  }

  private static void examine(
      String name, StoredSchedule stored, Instant missed, Findings findings) {
    try {
      stored.definition();
    } catch (IllegalArgumentException e) {
      findings.wrong(
          "schedule " + name + " cannot be read: " + e.getMessage(),
          "find out who wrote it; `schedule remove` forgets it");
    }
    Instant due = stored.due();
    if (due == null) {
      findings.wrong("schedule " + name + " has no due time", "remove it and add it again");
    } else if (!stored.paused() && due.isBefore(missed)) {
      findings.wrong(
          "schedule " + name + " is due since " + due,
          "start a worker of the pipeline; where one runs, the first inbox is full");
    }
  }
}
