package io.streamweir.internal.lane;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.ReadBound;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes over entries whose lease has run out. A sweep goes through the whole pending list in
 * bounded steps and keeps its cursor between turns, so that no entry is out of its reach however
 * long the list is. Used by the lane's thread.
 */
public final class Reclaimer {
  private static final long MOST_NANOS = Duration.ofMillis(400).toNanos();
  private static final int PARTS_OF_A_LEASE = 10;
  private static final int MAX_STEPS_PER_TURN = 20;
  private static final int MAX_PER_STEP = 100;
  private static final int ORPHANS_PER_STEP = 500;
  private static final String START = "0-0";

  private final WorkerListener.LaneId lane;
  private final String inbox;
  private final String consumer;
  private final RedisLink link;
  private final InboxScripts scripts;
  private final InboxQueries queries;
  private final InHand inHand;
  private final Duration lease;
  private final WorkerListener listener;
  private final int maxDeliveries;
  private boolean deferred;
  private String cursor = START;
  private final long intervalNanos;
  private long sweptAt;

  public Reclaimer(
      WorkerListener.LaneId lane,
      String inbox,
      String consumer,
      RedisLink link,
      InboxScripts scripts,
      InHand inHand,
      Duration lease,
      int maxDeliveries,
      WorkerListener listener) {
    this.lane = lane;
    this.inbox = inbox;
    this.consumer = consumer;
    this.link = link;
    this.scripts = scripts;
    this.queries = new InboxQueries(link);
    this.inHand = inHand;
    this.lease = lease;
    this.maxDeliveries = maxDeliveries;
    this.listener = listener;
    this.intervalNanos = Math.min(MOST_NANOS, lease.toNanos() / PARTS_OF_A_LEASE);
    this.sweptAt = System.nanoTime() - intervalNanos;
  }

  /** Whether a sweep is due or not through yet. */
  public boolean due() {
    return System.nanoTime() - sweptAt >= intervalNanos;
  }

  /** Takes up to {@code room} entries, where a sweep is due or not through yet. */
  List<Held> sweep(int room) {
    if (!due()) {
      return List.of();
    }
    deferred = false;
    List<Held> taken = new ArrayList<>();
    for (int step = 0; step < MAX_STEPS_PER_TURN && mayTakeMore(taken, room); step++) {
      boolean through = step(taken, Math.min(room - taken.size(), MAX_PER_STEP));
      if (through) {
        // Entries on their last delivery come one by one: the next turn looks for the next one.
        sweptAt = deferred ? sweptAt : System.nanoTime();
        break;
      }
    }
    return taken;
  }

  private static boolean mayTakeMore(List<Held> taken, int room) {
    long bytes = taken.stream().mapToLong(held -> held.entry().payload().length).sum();
    return taken.size() < room && bytes < ReadBound.MOST_BYTES;
  }

  /** Adds what it takes; answers whether the scan is through, or can go on only later. */
  private boolean step(List<Held> taken, int most) {
    InboxScripts.Reclaimed reclaimed;
    try {
      reclaimed = link.await(scripts.reclaim(lease, cursor, most, maxDeliveries, !lastInHand()));
    } catch (RedisCallException e) {
      if (taken.isEmpty()) {
        throw e;
      }
      return true; // what earlier steps took is in hand and must not be forgotten
    }
    cursor = reclaimed.cursor();
    taken.addAll(inHand.hold(reclaimed.entries()));
    count(reclaimed);
    deferred |= reclaimed.deferred() > 0;
    return cursor.equals(START);
  }

  private boolean lastInHand() {
    return inHand.all().stream()
        .anyMatch(held -> held.entry().deliveries() >= maxDeliveries && held.undecided());
  }

  private void count(InboxScripts.Reclaimed reclaimed) {
    if (!reclaimed.entries().isEmpty()) {
      listener.reclaimed(lane, reclaimed.entries().size());
    }
    if (!reclaimed.deleted().isEmpty()) {
      listener.lost(lane, reclaimed.deleted().size());
    }
  }

  /**
   * Hands back what is pending under this consumer's name but not in hand. No read may be under
   * way.
   *
   * @param started true for what an earlier process of the same name left behind: it may have died
   *     of one of them, so their deliveries count; false for entries whose delivery was lost with a
   *     connection
   */
  void releaseOrphans(boolean started) {
    String after = START;
    while (true) {
      List<String> pending = queries.pendingOf(inbox, consumer, after, ORPHANS_PER_STEP);
      List<String> orphans = pending.stream().filter(id -> !inHand.has(id)).toList();
      if (!orphans.isEmpty()) {
        link.await(scripts.release(lease, started, orphans));
      }
      if (pending.size() < ORPHANS_PER_STEP) {
        return;
      }
      after = pending.get(pending.size() - 1);
    }
  }
}
