package io.streamweir.inspect;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Entries that are tried again and again: their attempts fail, or workers die with them. */
final class RetryExamination implements StageExamination {
  private static final int MANY = 3;
  private static final int SAMPLE = 100;

  @Override
  public void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    examineAttempts(subject, keys, stage, findings);
    String inbox = keys.inbox(stage.name());
    long delivered =
        subject.queries().pending(inbox, 0, SAMPLE).stream()
            .mapToLong(InboxQueries.Pending::deliveries)
            .filter(deliveries -> deliveries >= MANY)
            .count();
    if (delivered > 0) {
      findings.notice(
          Plural.of(delivered, "pending entry of ", "pending entries of ")
              + inbox
              + (delivered == 1 ? " was" : " were")
              + " given to workers "
              + MANY
              + " times or more, without an end",
          "their handlers end or hang the worker: look at its log, its memory, and the stage's"
              + " handlerTimeout");
    }
  }

  private static void examineAttempts(
      Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    LaterEntries later = new LaterEntries(subject.link(), keys, stage.name());
    List<Entry> sample = new ArrayList<>(subject.queries().peek(keys.inbox(stage.name()), SAMPLE));
    later.delayed(SAMPLE).forEach(waiting -> sample.add(waiting.entry()));
    if (stage.config().keys().any()) {
      later.parked(SAMPLE).forEach(waiting -> sample.add(waiting.entry()));
    }
    List<Entry> often =
        sample.stream()
            .filter(entry -> entry.attempt() > MANY)
            .sorted(Comparator.comparingInt(Entry::attempt))
            .toList();
    if (!often.isEmpty()) {
      Entry worst = often.get(often.size() - 1);
      findings.notice(
          "%s of %s at stage %s in partition %s%s%s times or more; one is at attempt %s%s"
              .formatted(
                  often.size(),
                  Plural.of(sample.size(), "entry", "entries"),
                  stage.name(),
                  keys.place(),
                  often.size() == 1 ? " has failed " : " have failed ",
                  MANY,
                  worst.attempt(),
                  worst.lastError() == null ? "" : ": " + worst.lastError()),
          "`delayed --stage " + stage.name() + "` tells the last errors; mend the cause");
    }
  }
}
