package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.schedule.ScheduleDefinition.Origin;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.schedule.StoredSchedule;
import io.streamweir.pipeline.Schedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Schedules that the pipeline's code defines, and that Redis does not know as they are defined. */
final class DefinedScheduleExamination implements Examination {
  @Override
  public void examine(Subject subject, Findings findings) {
    if (subject.pipeline().schedules().isEmpty()) {
      return;
    }
    subject.learnTypes(ScheduleExamination.keys(subject));
    List<Keys> readable = // a key of another type is a finding of its own
        subject.partitions().stream()
            .filter(keys -> List.of("none", "hash").contains(subject.type(keys.schedules())))
            .filter(keys -> List.of("none", "zset").contains(subject.type(keys.fires())))
            .toList();
    Map<String, StoredSchedule> stored = new HashMap<>();
    subject
        .link()
        .awaitEach(readable, keys -> new ScheduleStore(subject.link(), keys).all())
        .forEach(stored::putAll);
    for (Schedule<?> schedule : subject.pipeline().schedules()) {
      examine(schedule, stored.get(schedule.name()), findings);
    }
  }

  private static void examine(
      Schedule<?> schedule, @Nullable StoredSchedule stored, Findings findings) {
    if (stored == null) {
      findings.wrong(
          "schedule " + schedule.name() + " is defined in code and missing in Redis",
          "start a worker of the pipeline: it makes the schedule known within seconds");
    } else if (differs(schedule, stored)) {
      findings.wrong(
          "schedule " + schedule.name() + " is defined otherwise in Redis than in this program",
          "deploy the same definition everywhere; the worker that starts last decides");
    }
  }

  private static boolean differs(Schedule<?> schedule, StoredSchedule stored) {
    return stored
        .readable() // else it is a finding of its own
        .filter(
            said ->
                said.origin() != Origin.CODE
                    || !said.timing().equals(schedule.timing())
                    || !said.missed().equals(schedule.missed()))
        .isPresent();
  }
}
