package io.streamweir.internal.housekeeping;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener.LaneId;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says regularly that a worker lives, and of its lanes for how long each has had its oldest entry,
 * how many attempts of the last minute failed, and how many entries ran through. One call tells of
 * all lanes, and of those that have nothing to tell it says nothing. Where Redis cannot be told,
 * because it is away or the user may not, the worker goes on without. Thread-safe.
 */
public final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Duration LONGEST_THROUGH = Duration.ofSeconds(1);

  private final List<Lane> lanes;
  private final WorkerPresence presence;
  private final String worker;
  private final Duration interval;
  private final WorkerWord nothing;
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
  private boolean stopped;

  private Heartbeat(
      List<Lane> lanes, WorkerPresence presence, String worker, Duration interval, long began) {
    this.lanes = List.copyOf(lanes);
    this.presence = presence;
    this.worker = worker;
    this.interval = interval;
    this.nothing = WorkerWord.of(lanes, began);
  }

  /**
   * Of a worker with these lanes, which begins now; asks Redis what time it is.
   *
   * @param worker its name
   * @param lease of its entries
   * @param through whether entries run through any of its stages: how many per second is known by
   *     its word alone, so that it says it more often
   */
  public static Heartbeat of(
      RedisLink link,
      String pipeline,
      String worker,
      Duration lease,
      boolean through,
      List<Lane> lanes) {
    long now = new InboxQueries(link).now();
    Duration third = lease.dividedBy(3);
    Duration longest = through ? LONGEST_THROUGH : LONGEST;
    Duration interval = third.compareTo(longest) < 0 ? third : longest;
    return new Heartbeat(lanes, new WorkerPresence(link, pipeline, worker), worker, interval, now);
  }

  /** Says so again and again. */
  public UpkeepTask task() {
    String purpose = "saying that worker " + worker + " lives";
    return UpkeepTask.awaiting(interval, "heartbeat", purpose, this::beat);
  }

  /** Says so, unless the last time is still under way; never fails. */
  public synchronized CompletableFuture<?> beat() {
    if (!stopped && last.isDone()) {
      last = settled(presence.stay(word()));
    }
    return last;
  }

  /** Says that the worker stops; never fails. */
  public synchronized CompletableFuture<?> stop() {
    stopped = true;
    last = last.thenCompose(before -> settled(presence.leave()));
    return last;
  }

  /** Waits for it, for a second at most: nothing depends on it. */
  public static void await(CompletableFuture<?> call) {
    call.thenApply(done -> true).completeOnTimeout(false, 1, TimeUnit.SECONDS).join();
  }

  private CompletableFuture<?> settled(CompletableFuture<?> call) {
    return call.handle(
        (said, thrown) -> {
          if (thrown != null) {
            LOG.debug("worker {} cannot say that it lives", worker, thrown);
          }
          return null;
        });
  }

  private WorkerWord word() {
    long now = System.nanoTime();
    Map<String, LaneWord> words = new LinkedHashMap<>();
    for (Lane lane : lanes) {
      LaneWord word = word(lane, now);
      if (!word.equals(LaneWord.NOTHING)) {
        LaneId id = lane.id();
        words.put(WorkerWord.lane(id.stage(), id.partition(), id.priority()), word);
      }
    }
    return nothing.with(words);
  }

  private static LaneWord word(Lane lane, long now) {
    var recent = lane.context().attempts().sum(lane.settler().settled(), now);
    long oldest = oldestMillis(lane, now);
    return new LaneWord(
        oldest,
        recent.ended(),
        recent.failed(),
        recent.failingMillis(),
        recent.cause(),
        recent.ranThrough(),
        recent.everRanThrough());
  }

  private static long oldestMillis(Lane lane, long now) {
    long oldest =
        lane.context().inHand().all().stream().mapToLong(h -> now - h.arrivedAt()).max().orElse(0);
    return oldest <= 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(oldest));
  }
}
