package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Stages that rest since their attempts fail: what they call may be away. */
final class BreakerExamination implements Examination {
  private static final Duration LONG = Duration.ofMinutes(10);

  @Override
  public void examine(Subject subject, Findings findings) {
    String name = subject.pipeline().name();
    List<StageFacts> stages =
        subject.pipeline().facts().stages().stream()
            .filter(stage -> sound(subject, stage, findings))
            .toList();
    Instant since = Instant.ofEpochMilli(subject.now()).minus(LONG);
    for (BreakerStatus breaker : BreakerStatus.of(subject.link(), name, stages)) {
      String what = "stage " + breaker.stage() + " of " + name + ": " + breaker.text();
      String advice =
          "mend what the stage calls; its entries wait and use up no attempts, and workers go on by"
              + " themselves";
      if (breaker.resting() > 0 && breaker.since().isBefore(since)) {
        findings.wrong(what, advice);
      } else {
        findings.notice(what, advice);
      }
    }
  }

  private static boolean sound(Subject subject, StageFacts stage, Findings findings) {
    String key = Keys.breakers(subject.link(), subject.pipeline().name(), stage.name());
    return subject.sound(key, "zset", findings);
  }
}
