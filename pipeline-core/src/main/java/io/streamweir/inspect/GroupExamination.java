package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.StageDefinition;

/** Entries in an inbox that has no consumer group. */
final class GroupExamination implements StageExamination {
  @Override
  public void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    InboxQueries queries = subject.queries();
    String inbox = keys.inbox(stage.name());
    if (queries.length(inbox) > 0 && queries.group(inbox).isEmpty()) {
      findings.wrong(
          "inbox " + inbox + " holds entries but has no group",
          "start a worker: it creates the group");
    }
  }
}
