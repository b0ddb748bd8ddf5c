package io.streamweir.inspect;

import io.streamweir.pipeline.StageDefinition;

/**
 * Stages whose attempts fail, as the workers that live say, over all partitions and priorities. A
 * stage that fails as a whole has no backlog that would show it: its entries die, or wait for their
 * next attempt.
 */
final class FailingExamination implements Examination {
  @Override
  public void examine(Subject subject, Findings findings) {
    subject.sound(subject.workers(), "zset", findings);
    for (StageDefinition<?, ?> stage : subject.pipeline().stages()) {
      Attempts attempts = attempts(subject, stage.name());
      String advice =
          "`delayed --stage %s` and `dead show --stage %s --all` tell why; mend the cause, then `dead replay`"
              .formatted(stage.name(), stage.name());
      if (attempts.failing()) {
        String first = "`pause --stage %s` keeps what waits from dying; ".formatted(stage.name());
        findings.wrong(attempts.text(stage.name()), first + advice);
      } else if (attempts.amiss()) {
        findings.notice(attempts.text(stage.name()), advice);
      }
    }
  }

  private static Attempts attempts(Subject subject, String stage) {
    return subject.live().of(stage).stream()
        .map(Attempts::of)
        .reduce(Attempts.NONE, Attempts::plus);
  }
}
