package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.StageDefinition;
import java.util.List;

/** Each stage in each partition: the types of its keys, then everything that is read from them. */
final class StagesExamination implements Examination {
  private static final List<StageExamination> EACH =
      List.of(
          new ExhaustedStreamExamination(),
          new KeyedExamination(),
          new GroupExamination(),
          new WaitingExamination(),
          new PayloadExamination(),
          new PendingExamination(),
          new DeadLetterExamination(),
          new RetryExamination());

  @Override
  public void examine(Subject subject, Findings findings) {
    for (Keys keys : subject.levels()) {
      for (StageDefinition<?, ?> stage : subject.pipeline().stages()) {
        Findings own = new Findings();
        if (sound(subject, keys, stage, own)) {
          EACH.forEach(examination -> examination.examine(subject, keys, stage, own));
        }
        if (own.all().stream().allMatch(Doctor.Finding::healthy)) {
          own.healthy("inbox " + keys.inbox(stage.name()));
        }
        findings.addAll(own);
      }
    }
  }

  /** The stages as `status` shows them; none where a key is not what it should be. */
  static List<StageStatus> status(Subject subject) {
    Findings unsound = new Findings();
    for (Keys keys : subject.levels()) {
      subject.pipeline().stages().forEach(stage -> sound(subject, keys, stage, unsound));
    }
    return unsound.isEmpty()
        ? new Inspector(subject.link(), subject.pipeline()).status()
        : List.of();
  }

  private static boolean sound(
      Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings own) {
    String name = stage.name();
    subject.sound(keys.inbox(name), "stream", own);
    subject.sound(keys.later(name), "zset", own);
    subject.sound(keys.dead(name), "stream", own);
    if (stage.config().keys().any()) {
      subject.sound(keys.owner(name), "hash", own);
      subject.sound(keys.blocked(name), "zset", own);
      subject.sound(keys.parked(name), "zset", own);
      subject.sound(keys.rates(name), "zset", own);
    }
    return own.isEmpty();
  }
}
