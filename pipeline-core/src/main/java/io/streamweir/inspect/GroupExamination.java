package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.StageDefinition;

/**
 * Entries in an inbox that has no consumer group of workers, and other groups so far behind that
 * they keep settled entries from being trimmed.
 */
final class GroupExamination implements StageExamination {
  private static final int MOST_HELD = 1_000;

  @Override
  public void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    InboxQueries queries = subject.queries();
    String inbox = keys.inbox(stage.name());
    if (queries.group(inbox).isEmpty()) {
      if (queries.length(inbox) > 0 && !subject.paused(stage.name())) {
        findings.wrong(
            "inbox " + inbox + " holds entries but has no group",
            "start a worker: it creates the group");
      }
      return;
    }
    for (String group : queries.groups(inbox)) {
      if (!group.equals(Keys.GROUP) && queries.heldBy(inbox, group, MOST_HELD) == MOST_HELD) {
        findings.wrong(
            "group '"
                + group
                + "' on "
                + inbox
                + " is "
                + MOST_HELD
                + " entries or more behind the workers, and keeps them all from being trimmed",
            "let its program read and acknowledge, or remove it: XGROUP DESTROY %s %s"
                .formatted(inbox, group));
      }
    }
  }
}
