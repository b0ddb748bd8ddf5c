package io.streamweir.internal.lane;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.settle.InHand;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;

/** Entries that are pending under this consumer's name and that it does not have in hand. */
public final class Orphans {
  private static final int PER_STEP = 500;

  private final String inbox;
  private final String consumer;
  private final RedisLink link;
  private final InboxScripts scripts;
  private final InboxQueries queries;
  private final InHand inHand;
  private final Duration lease;

  Orphans(
      String inbox,
      String consumer,
      RedisLink link,
      InboxScripts scripts,
      InHand inHand,
      Duration lease) {
    this.inbox = inbox;
    this.consumer = consumer;
    this.link = link;
    this.scripts = scripts;
    this.queries = new InboxQueries(link);
    this.inHand = inHand;
    this.lease = lease;
  }

  /**
   * Hands them back. No read may be under way.
   *
   * @param started true for what an earlier process of the same name left behind: it may have died
   *     of one of them, so their deliveries count; false for entries whose delivery was lost with a
   *     connection
   */
  void handBack(boolean started) {
    String after = "0-0";
    while (true) {
      List<String> pending = queries.pendingOf(inbox, consumer, after, PER_STEP);
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
