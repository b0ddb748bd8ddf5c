package io.streamweir.inspect;

import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.InboxQueries;
import io.streamweir.redis.Keys;

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
    if (lag > 0 && !anybody) {
      findings.wrong(
          lag + " entries wait in " + inbox + " and no worker asks for them",
          "start a worker for this stage");
    }
  }
}
