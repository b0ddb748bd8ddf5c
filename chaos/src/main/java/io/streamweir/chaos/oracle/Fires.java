package io.streamweir.chaos.oracle;

import io.streamweir.chaos.program.Answers;
import io.streamweir.pipeline.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Judges the fires of a schedule: every time from the first to the end of the run, and each once.
 */
public final class Fires {
  private static final DateTimeFormatter DUE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss[.SSS]X", Locale.ROOT);

  private Fires() {}

  /** What is wrong with these fires, by job id, of a schedule with this interval. */
  public static List<String> judge(Map<String, Long> fired, Duration every) {
    List<String> violations = new ArrayList<>();
    fired.forEach(
        (job, times) -> {
          if (times != 1) {
            violations.add(job + " fired " + times + " times");
          }
        });
    violations.addAll(judgeTimes(fired, every));
    return violations;
  }

  /** The same where the server's clock was set, so that a time may have come again. */
  public static List<String> judgeTimes(Map<String, Long> fired, Duration every) {
    List<String> violations = new ArrayList<>();
    List<Instant> due = fired.keySet().stream().map(Fires::due).sorted().toList();
    for (int i = 1; i < due.size(); i++) {
      Instant next = due.get(i - 1).plus(every);
      while (next.isBefore(due.get(i))) {
        violations.add(Schedule.jobId(Answers.TICK, next) + " never fired");
        next = next.plus(every);
      }
      if (next.isAfter(due.get(i))) {
        violations.add(Schedule.jobId(Answers.TICK, due.get(i)) + " fired between two times");
      }
    }
    return violations;
  }

  /**
   * What is wrong with the end of these fires.
   *
   * @param due when the schedule was due next as it was stopped
   */
  public static List<String> judgeEnd(Map<String, Long> fired, Duration every, Instant due) {
    String last = Schedule.jobId(Answers.TICK, due.minus(every));
    return fired.containsKey(last)
        ? List.of()
        : List.of(last + " never fired, though it was the last one");
  }

  private static Instant due(String job) {
    return DUE.parse(job.substring(Answers.TICK.length() + 1), Instant::from);
  }
}
