package io.streamweir.internal.housekeeping;

import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.upkeep.UpkeepTask;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says regularly that a lane lives, for how long it has had its oldest entry, and how many attempts
 * of the last minute failed. Where Redis cannot be told, because it is away or the user may not,
 * the lane goes on without. Thread-safe.
 */
public final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final Lane lane;
  private final LanePresence presence;
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
  private boolean stopped;

  public Heartbeat(Lane lane, LanePresence presence) {
    this.lane = lane;
    this.presence = presence;
  }

  /** Says so again and again. */
  public UpkeepTask task() {
    Duration third = lane.context().lease().dividedBy(3);
    Duration interval = third.compareTo(LONGEST) < 0 ? third : LONGEST;
    String purpose = "saying that " + lane.id() + " lives";
    return UpkeepTask.awaiting(interval, "heartbeat", purpose, this::beat);
  }

  /** Says so, unless the last time is still under way; never fails. */
  public synchronized CompletableFuture<?> beat() {
    if (!stopped && last.isDone()) {
      last = settled(presence.stay(word()));
    }
    return last;
  }

  /** Says that the lane stops; never fails. */
  public synchronized CompletableFuture<?> stop() {
    stopped = true;
    last = last.thenCompose(before -> settled(presence.leave()));
    return last;
  }

  /** Waits for these, for a second at most: nothing depends on them. */
  public static void await(CompletableFuture<?>... calls) {
    CompletableFuture.allOf(calls).completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
  }

  private CompletableFuture<?> settled(CompletableFuture<?> call) {
    return call.handle(
        (said, thrown) -> {
          if (thrown != null) {
            LOG.debug("lane {} cannot say that it lives", lane.id(), thrown);
          }
          return null;
        });
  }

  private LaneWord word() {
    long now = System.nanoTime();
    var recent = lane.context().attempts().sum(lane.settler().settled(), now);
    return new LaneWord(
        oldestMillis(now), recent.ended(), recent.failed(), recent.failingMillis(), recent.cause());
  }

  private long oldestMillis(long now) {
    long oldest =
        lane.context().inHand().all().stream().mapToLong(h -> now - h.arrivedAt()).max().orElse(0);
    return oldest <= 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(oldest));
  }
}
