package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.LanePresence;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;

/** Entries that no worker asks for. */
final class WaitingExamination implements StageExamination {
  @Override
  public void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    InboxQueries queries = subject.queries();
    String inbox = keys.inbox(stage.name());
    long lag = queries.group(inbox).map(InboxQueries.Group::lag).orElse(0L);
    boolean anybody =
        queries.consumers(inbox).stream()
            .anyMatch(consumer -> consumer.idleMillis() < subject.lease().toMillis());
    if (lag > 0 && !anybody && !lives(subject, keys, stage) && !subject.paused(stage.name())) {
      findings.wrong(
          "%s in %s and no worker asks for them"
              .formatted(Plural.of(lag, "entry waits", "entries wait"), inbox),
          "start a worker for this stage");
    }
  }

  private static boolean lives(Subject subject, Keys keys, StageDefinition<?, ?> stage) {
    long now = subject.queries().now();
    return !subject
        .link()
        .await(LanePresence.alive(subject.link(), keys, stage.name(), now))
        .isEmpty();
  }
}
