package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.pipeline.Plural;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Pending entries that no worker renews or takes over, and those that were deleted. */
final class PendingExamination implements StageExamination {
  private static final int SAMPLE = 1_000;

  @Override
  public CompletableFuture<Report> ask(StagePlace place) {
    return place
        .pending(2 * place.subject().lease().toMillis(), SAMPLE)
        .thenApply(
            pending ->
                pending.isEmpty() ? Report.NOTHING : findings -> examine(place, pending, findings));
  }

  private static void examine(StagePlace place, List<InboxQueries.Pending> all, Findings findings) {
    Subject subject = place.subject();
    String inbox = place.inbox();
    List<Boolean> there =
        subject.link().awaitEach(all, each -> subject.queries().contains(inbox, each.id()));
    long lost = 0;
    long overdue = 0;
    String owner = "";
    long silent = 0;
    for (int i = 0; i < all.size(); i++) {
      InboxQueries.Pending pending = all.get(i);
      if (there.get(i)) {
        overdue++;
        owner = pending.consumer();
        silent = Math.max(silent, pending.idleMillis());
      } else {
        lost++;
      }
    }
    if (overdue > 0 && !subject.paused(place.stage().name())) {
      findings.wrong(
          Plural.of(overdue, "entry", "entries")
              + " of "
              + inbox
              + (overdue == 1 ? " has" : " have")
              + " been pending beyond the lease, such as those of "
              + owner
              + ", which has said nothing of them for "
              + Plural.lasting(silent / 1000.0),
          "start a worker for this stage: it takes them within its lease");
    }
    if (lost > 0) {
      tellLost(lost, inbox, findings);
    }
  }

  private static void tellLost(long lost, String inbox, Findings findings) {
    findings.wrong(
        Plural.of(lost, "pending entry", "pending entries")
            + " of "
            + inbox
            + (lost == 1
                ? " was deleted from the stream and is lost"
                : " were deleted from the stream and are lost"),
        "find out who runs XDEL or XTRIM there; a running worker clears and counts them");
  }
}
