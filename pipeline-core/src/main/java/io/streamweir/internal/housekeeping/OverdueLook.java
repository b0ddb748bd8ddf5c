package io.streamweir.internal.housekeeping;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.upkeep.UpkeepTask;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Wakes a lane that rests where its inbox has entries whose lease has run out, so that the lane
 * takes them over. Now and then any pending entry wakes it: if the server's clock was set back,
 * leases seem to run on.
 */
final class OverdueLook {
  private static final Duration LONGEST = Duration.ofMillis(400);
  private static final int PARTS_OF_A_LEASE = 10;
  private static final int LOOKS_FOR_ANY = 25;

  private final Lane lane;
  private final InboxQueries queries;
  private final Duration lease;
  private int looks;

  OverdueLook(Lane lane) {
    this.lane = lane;
    this.queries = new InboxQueries(lane.context().link());
    this.lease = lane.context().lease();
  }

  UpkeepTask task() {
    Duration part = lease.dividedBy(PARTS_OF_A_LEASE);
    Duration interval = part.compareTo(LONGEST) < 0 ? part : LONGEST;
    String purpose = "looking for overdue entries of " + lane.id();
    return UpkeepTask.awaiting(interval, "look", purpose, this::look);
  }

  private CompletionStage<?> look() {
    lane.wakeWhereLate();
    if (!lane.resting()) {
      return CompletableFuture.completedFuture(null);
    }
    looks++;
    Duration idle = looks % LOOKS_FOR_ANY == 0 ? Duration.ZERO : lease;
    return queries
        .anyPending(lane.context().inbox(), idle)
        .thenAccept(
            any -> {
              if (any) {
                lane.wake();
              }
            });
  }
}
