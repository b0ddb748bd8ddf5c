package io.streamweir.inspect;

import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;
import java.util.List;

/**
 * Stages whose oldest entry has waited for long although workers live, and why, in the words of the
 * dashboards; and workers that have had an entry for so long that its handler may hang.
 */
final class BehindExamination implements Examination {
  private static final double LONG_SECONDS = 60; // four leases, as the alert has it

  @Override
  public void examine(Subject subject, Findings findings) {
    for (StageStatus status : StagesExamination.status(subject)) {
      StageDefinition<?, ?> stage = subject.pipeline().stage(status.stage());
      boolean idle = status.consumers() == 0 || subject.paused(status.stage());
      if (status.behind() && !idle && !rests(subject, status.stage())) {
        examine(subject, stage, status, findings);
      }
      if (status.oldestDeliveredSeconds() > LONG_SECONDS && !idle) {
        examineHeld(subject, status, findings);
      }
    }
  }

  private static boolean rests(Subject subject, String stage) {
    var facts = subject.pipeline().facts();
    return BreakerStatus.of(subject.link(), facts.name(), facts.stages()).stream()
        .anyMatch(breaker -> breaker.stage().equals(stage) && breaker.resting() > 0);
  }

  private static void examine(
      Subject subject, StageDefinition<?, ?> stage, StageStatus status, Findings findings) {
    String full = full(subject, stage);
    if (!full.isEmpty()) {
      findings.wrong(
          status.behindText() + "; why: a later stage is full (" + full + ")",
          "help stage " + full + "; this one goes on by itself when there is room");
    } else if (status.attempts().amiss()) {
      findings.wrong(
          status.behindText() + "; why: attempts fail", "mend that first, see what it says below");
    } else if (stage.config().limits().any()) {
      findings.wrong(
          status.behindText() + "; why: handlers busy, or its own limit",
          "raise the stage's limit, or add workers where handlers are busy");
    } else {
      findings.wrong(
          status.behindText() + "; why: handlers busy",
          "add workers for this stage, or handlers (--concurrency) where they wait for something;"
              + " if handlers got slow, mend what they call first");
    }
  }

  /** Another stage whose inbox has no room, which is one that this one forwards to. */
  private static String full(Subject subject, StageDefinition<?, ?> stage) {
    List<? extends StageDefinition<?, ?>> stages = subject.pipeline().stages();
    for (StageDefinition<?, ?> later : stages.subList(stages.indexOf(stage) + 1, stages.size())) {
      List<Long> there =
          subject
              .link()
              .awaitEach(
                  subject.levels(), keys -> subject.queries().backlog(keys.inbox(later.name())));
      if (there.stream().anyMatch(entries -> entries >= later.config().maxBacklog())) {
        return later.name();
      }
    }
    return "";
  }

  private static void examineHeld(Subject subject, StageStatus status, Findings findings) {
    for (LaneStatus lane : new Inspector(subject.link(), subject.pipeline()).lanes()) {
      if (lane.stage().equals(status.stage()) && lane.oldestDeliveredSeconds() > LONG_SECONDS) {
        findings.notice(
            "%s has had an entry of stage %s for %s: its handler takes long, or hangs"
                .formatted(
                    lane.worker(), lane.stage(), Plural.lasting(lane.oldestDeliveredSeconds())),
            "a stack dump of that worker (jcmd PID Thread.print) tells where; restart it if it"
                + " hangs, and others take its entries. A handlerTimeout does so by itself");
      }
    }
  }
}
