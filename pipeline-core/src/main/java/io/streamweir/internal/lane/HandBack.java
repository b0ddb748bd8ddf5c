package io.streamweir.internal.lane;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Gives a lane's entries back to the group. Thread-safe. */
public record HandBack(
    RedisLink link,
    String inbox,
    String consumer,
    Duration lease,
    InHand inHand,
    InboxScripts scripts) {
  private static final int PER_STEP = 500;

  /** Hands back what no handler has started; answers when Redis has. */
  public CompletableFuture<Long> waiting() {
    return run(false, Held::withdraw);
  }

  /** Interrupts what runs and hands it back; answers when Redis has. */
  CompletableFuture<Long> running() {
    return run(true, Held::lose);
  }

  private CompletableFuture<Long> run(boolean started, Predicate<Held> take) {
    List<String> ids = inHand.release(take).stream().map(held -> held.entry().id()).toList();
    return ids.isEmpty()
        ? CompletableFuture.completedFuture(0L)
        : scripts.handBack(lease, started, ids);
  }

  /**
   * Hands back entries that are pending under this consumer's name and that it does not have in
   * hand. No read may be under way.
   *
   * @param started true for what an earlier process of the same name left behind: it may have died
   *     of one of them, so their deliveries count; false for entries whose delivery was lost with a
   *     connection
   */
  void orphans(boolean started) {
    String after = "0-0";
    while (true) {
      List<String> pending =
          link.await(new InboxQueries(link).pendingOf(inbox, consumer, after, PER_STEP));
      List<String> orphans = pending.stream().filter(id -> !inHand.has(id)).toList();
      if (!orphans.isEmpty()) {
        link.await(scripts.handBack(lease, started, orphans));
      }
      if (pending.size() < PER_STEP) {
        return;
      }
      after = pending.get(pending.size() - 1);
    }
  }
}
