package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.schedule.StoredSchedule;
import io.streamweir.pipeline.MissedFires;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Schedules that cannot be read, and those that no worker fires. */
final class ScheduleExamination implements Examination {
  @Override
  public void examine(Subject subject, Findings findings) {
    subject.learnTypes(keys(subject));
    List<Keys> readable = new ArrayList<>();
    for (Keys keys : subject.partitions()) {
      boolean definitions = subject.sound(keys.schedules(), "hash", findings);
      if (subject.sound(keys.fires(), "zset", findings) && definitions) {
        readable.add(keys);
      }
    }
    Instant missed = Instant.ofEpochMilli(subject.now()).minus(MissedFires.AFTER);
    subject
        .link()
        .awaitEach(readable, keys -> new ScheduleStore(subject.link(), keys).all())
        .forEach(all -> all.forEach((name, stored) -> examine(name, stored, missed, findings)));
  }

  /** Those of all partitions in which schedules are. */
  static List<String> keys(Subject subject) {
    return subject.partitions().stream()
        .flatMap(keys -> Stream.of(keys.schedules(), keys.fires()))
        .toList();
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
