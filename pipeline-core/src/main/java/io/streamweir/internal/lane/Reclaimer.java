package io.streamweir.internal.lane;

import io.streamweir.internal.entry.ReadBound;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import io.streamweir.pipeline.Plural;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over entries whose lease has run out. A sweep goes through the whole pending list in
 * bounded steps. All workers share it: each step goes on where the last one has ended, whose ever
 * that was. So no entry is out of its reach, even in a long list, and more workers make no more of
 * it. Used by the lane's thread.
 */
public final class Reclaimer {
  private static final long MOST_NANOS = Duration.ofMillis(400).toNanos();
  private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);
  private static final long TELLING_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long SETTLED_MILLIS = 100;
  private static final int PARTS_OF_A_LEASE = 10;
  private static final int MAX_STEPS_PER_TURN = 20;
  private static final int MAX_PER_STEP = 100;
  private static final String START = "0-0";

  private final LaneContext lane;
  private final InHand inHand;
  private final String swept;
  private final int maxDeliveries;
  private boolean deferred;
  private final long intervalNanos;
  private long sweptAt;
  private long untold; // taken over since the log said so
  private long toldAt;

  /**
   * Of a lane.
   *
   * @param swept the key that says how far all have come
   */
  public Reclaimer(LaneContext lane, String swept, int maxDeliveries) {
    this.lane = lane;
    this.swept = swept;
    this.inHand = lane.inHand();
    this.maxDeliveries = maxDeliveries;
    this.intervalNanos = Math.min(MOST_NANOS, lane.lease().toNanos() / PARTS_OF_A_LEASE);
    this.sweptAt = System.nanoTime() - intervalNanos;
    this.toldAt = System.nanoTime() - TELLING_NANOS;
  }

  /** Whether a sweep is due or not through yet. */
  public boolean due() {
    return System.nanoTime() - sweptAt >= intervalNanos;
  }

  /** Takes up to {@code room} entries, where a sweep is due or not through yet. */
  List<Held> sweep(int room) throws InterruptedException {
    if (!due()) {
      return List.of();
    }
    // Others wait for what is decided and not settled yet: if this worker dies now, it comes back.
    inHand.awaitGone(held -> isLast(held) && !held.undecided(), SETTLED_MILLIS);
    Duration interval = deferred ? Duration.ZERO : Duration.ofNanos(intervalNanos / 2);
    deferred = false;
    List<Held> taken = new ArrayList<>();
    for (int step = 0; step < MAX_STEPS_PER_TURN && mayTakeMore(taken, room); step++) {
      boolean through = step(taken, interval, Math.min(room - taken.size(), MAX_PER_STEP));
      if (through) {
        // Entries on their last delivery come one by one: the next turn looks for the next one.
        sweptAt = deferred ? sweptAt : System.nanoTime();
        break;
      }
    }
    tell(taken.size());
    return taken;
  }

  /** At most now and then, since a dead worker may leave very many. */
  private void tell(int taken) {
    untold += taken;
    long now = System.nanoTime();
    if (untold > 0 && now - toldAt >= TELLING_NANOS) {
      String entries = Plural.of(untold, "entry", "entries");
      LOG.info("lane {} took over {} that a worker had left behind", lane.id(), entries);
      untold = 0;
      toldAt = now;
    }
  }

  private static boolean mayTakeMore(List<Held> taken, int room) {
    long bytes = taken.stream().mapToLong(held -> held.entry().payload().length).sum();
    return taken.size() < room && bytes < ReadBound.MOST_BYTES;
  }

  /** Adds what it takes; answers whether the scan is through, or can go on only later. */
  private boolean step(List<Held> taken, Duration interval, int most) {
    InboxScripts.Reclaimed reclaimed;
    try {
      reclaimed =
          lane.link()
              .await(
                  lane.scripts()
                      .sweep(swept, lane.lease(), interval, most, maxDeliveries, !lastInHand()));
    } catch (RedisCallException e) {
      if (taken.isEmpty()) {
        throw e;
      }
      return true; // what earlier steps took is in hand and must not be forgotten
    }
    taken.addAll(inHand.hold(reclaimed.entries()));
    count(reclaimed);
    deferred |= reclaimed.deferred() > 0;
    return reclaimed.cursor().equals(START);
  }

  private boolean lastInHand() {
    return inHand.all().stream().anyMatch(this::isLast);
  }

  private boolean isLast(Held held) {
    return held.entry().deliveries() >= maxDeliveries;
  }

  private void count(InboxScripts.Reclaimed reclaimed) {
    if (!reclaimed.entries().isEmpty()) {
      lane.listener().reclaimed(lane.id(), reclaimed.entries().size());
    }
    if (!reclaimed.deleted().isEmpty()) {
      lane.listener().lost(lane.id(), reclaimed.deleted().size());
    }
  }
}
