package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.StageDefinition;
import java.util.concurrent.CompletableFuture;

/**
 * Entries in an inbox that has no consumer group of workers, and other groups so far behind that
 * they keep settled entries from being trimmed.
 */
final class GroupExamination implements StageExamination {
  private static final int MOST_HELD = 1_000;

  @Override
  public CompletableFuture<Report> ask(Subject subject, Keys keys, StageDefinition<?, ?> stage) {
    InboxQueries queries = subject.queries();
    String inbox = keys.inbox(stage.name());
    return queries
        .groups(inbox)
        .thenCombine(
            queries.length(inbox),
            (groups, length) ->
                findings -> {
                  if (groups.contains(Keys.GROUP)) {
                    groups.stream()
                        .filter(group -> !group.equals(Keys.GROUP))
                        .forEach(group -> examineHeld(subject, inbox, group, findings));
                  } else if (length > 0 && !subject.paused(stage.name())) {
                    findings.wrong(
                        "inbox " + inbox + " holds entries but has no group",
                        "start a worker: it creates the group");
                  }
                });
  }

  private static void examineHeld(Subject subject, String inbox, String group, Findings findings) {
    if (subject.link().await(subject.queries().heldBy(inbox, group, MOST_HELD)) == MOST_HELD) {
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
