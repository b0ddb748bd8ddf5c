package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What is paused. If it is paused for long without an end, it may have been forgotten. Submits that
 * are refused without a pause certainly were.
 */
final class PauseExamination implements Examination {
  private static final Duration LONG = Duration.ofHours(1);

  @Override
  public void examine(Subject subject, Findings findings) {
    if (!subject.sound(Keys.paused(subject.link(), subject.pipeline().name()), "hash", findings)) {
      return;
    }
    List<Integer> closed = closed(subject); // before the pauses, which are written first
    Instant since = Instant.ofEpochMilli(subject.now()).minus(LONG);
    List<Pause> pauses = subject.pauses();
    if (!closed.isEmpty() && pauses.stream().noneMatch(Pause::refusesSubmits)) {
      findings.wrong(
          "submits to partitions " + closed + " are refused, though no pause says so",
          "open them by the command resume: one before was killed, or Redis has lost the pause");
    }
    for (Pause pause : pauses) {
      String what = describe(subject.pipeline().name(), pause);
      String advice = "resume it by the command resume when it may work again";
      if (pause.until() == null && pause.since().isBefore(since)) {
        findings.wrong(what + ", for more than an hour", advice);
      } else {
        findings.notice(what, advice);
      }
    }
  }

  private static List<Integer> closed(Subject subject) {
    subject.learnTypes(subject.partitions().stream().map(Keys::closed).toList());
    return subject.partitions().stream()
        .filter(keys -> !subject.type(keys.closed()).equals("none"))
        .map(Keys::partition)
        .toList();
  }

  private static String describe(String pipeline, Pause pause) {
    Instant until = pause.until();
    return (pause.whole() ? "pipeline " + pipeline : "stage " + pause.stage() + " of " + pipeline)
        + " is paused since "
        + pause.since().truncatedTo(ChronoUnit.SECONDS)
        + (pause.by().isEmpty() ? "" : " by " + pause.by())
        + (until == null ? "" : " until " + until.truncatedTo(ChronoUnit.SECONDS))
        + (pause.reason().isEmpty() ? "" : " (" + pause.reason() + ")");
  }
}
