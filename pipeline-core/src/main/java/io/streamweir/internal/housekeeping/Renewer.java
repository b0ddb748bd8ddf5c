package io.streamweir.internal.housekeeping;

import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Renews the leases of everything that a lane has in hand, started or not, where it is still the
 * lane's. Handlers of entries that were lost are interrupted. Entries that wait where all handlers
 * take their time are handed back, so that idle workers get them.
 */
public record Renewer(Duration lease, WorkerListener listener) {
  private static final int CHUNK = 500;

  /** How often {@link #renew} is to be called. */
  public Duration interval() {
    return lease.dividedBy(3);
  }

  /** Renews, even if the last renewal has had no answer. */
  public UpkeepTask task(Lane lane) {
    String purpose = "renewing the leases of " + lane.id();
    return UpkeepTask.awaiting(interval(), "renew", purpose, () -> renew(lane))
        .withAfterFailure(interval().dividedBy(4))
        .withPatience(interval());
  }

  /** Asks for it all; what the answers say is done when they come. */
  CompletableFuture<?> renew(Lane lane) {
    long now = System.nanoTime();
    long fresh = lease.dividedBy(6).toNanos();
    List<Held> due = new ArrayList<>();
    for (Held held : lane.context().inHand().all()) {
      if (now - held.renewedAt() >= fresh) {
        due.add(held);
      }
    }
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (int from = 0; from < due.size(); from += CHUNK) {
      asked.add(renew(lane, due.subList(from, Math.min(from + CHUNK, due.size()))));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<?> renew(Lane lane, List<Held> due) {
    long now = System.nanoTime();
    List<String> ids = due.stream().map(held -> held.entry().id()).toList();
    return lane.context()
        .scripts()
        .renew(ids)
        .thenAccept(
            renewal -> {
              lane.contact();
              due.forEach(held -> held.renewed(now));
              settle(lane, due, renewal);
            });
  }

  private void settle(Lane lane, List<Held> due, InboxScripts.Renewal renewal) {
    int taken = lose(lane, renewal.notOwned());
    int deleted = lose(lane, renewal.deleted());
    listener.renewed(lane.id(), due.size() - taken - deleted);
    if (taken > 0) {
      listener.leasesLost(lane.id(), taken);
      lane.intake().leasesLost();
    }
    if (deleted > 0) {
      listener.lost(lane.id(), deleted);
    }
  }

  /**
   * Ids that are settled just now are not owned any more either, but they are decided and so not
   * lost.
   */
  private static int lose(Lane lane, List<String> ids) {
    return lane.context()
        .inHand()
        .release(held -> ids.contains(held.entry().id()) && held.lose())
        .size();
  }

  /** Entries that wait where all handlers take their time. */
  public void handBackBehindSlow(Lane lane) {
    long now = System.nanoTime();
    long slow = interval().toNanos();
    InHand inHand = lane.context().inHand();
    long slowOnes = inHand.all().stream().filter(held -> held.runningNanos(now) > slow).count();
    lane.handBackBehind(slowOnes);
  }
}
