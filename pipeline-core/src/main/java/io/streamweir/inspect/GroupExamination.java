package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import java.util.concurrent.CompletableFuture;

/**
 * Entries in an inbox that has no consumer group of workers, and other groups so far behind that
 * they keep settled entries from being trimmed.
 */
final class GroupExamination implements StageExamination {
  private static final int MOST_HELD = 1_000;

  @Override
  public CompletableFuture<Report> ask(StagePlace place) {
    return place
        .groups()
        .thenCombine(
            place.inboxFacts(),
            (groups, inbox) ->
                groups.containsKey(Keys.GROUP)
                    ? findings ->
                        groups.keySet().stream()
                            .filter(group -> !group.equals(Keys.GROUP))
                            .forEach(group -> examineHeld(place, group, findings))
                    : findings -> examineMissing(place, inbox.length(), findings));
  }

  private static void examineMissing(StagePlace place, long entries, Findings findings) {
    if (entries > 0 && !place.subject().paused(place.stage().name())) {
      findings.wrong(
          "inbox " + place.inbox() + " holds entries but has no group",
          "start a worker: it creates the group");
    }
  }

  private static void examineHeld(StagePlace place, String group, Findings findings) {
    String inbox = place.inbox();
    Subject subject = place.subject();
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
