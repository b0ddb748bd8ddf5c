package io.streamweir.internal.housekeeping;

import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.internal.wire.Call;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the upkeep of all partitions among the workers of a pipeline. Each says four times a
 * second that it lives, and is told its place among those that do. So it knows which partitions are
 * its own. If a worker is not heard of for a second, the places of the others change.
 *
 * <p>A worker that has no fresh answer does all of the upkeep. One whose own upkeep finds no Redis
 * leaves for a while, so that workers which find it take its share. So two workers may do the same,
 * which must be harmless; but there is no part that none does.
 *
 * <p>By the same calls workers tell each other news: names of what is to be looked at. Thread-safe.
 */
public final class Duties {
  /** After which a worker that was not heard of has no share. */
  public static final Duration LEASE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Duties.class);
  private static final String ALL = "all";
  private static final Duration INTERVAL = LEASE.dividedBy(4);
  private static final Duration REST = Duration.ofSeconds(10);

  /** Until another worker knows that a partition is its own. */
  private static final long GRACE_NANOS = INTERVAL.multipliedBy(2).toNanos();

  private final String pipeline;
  private final long shift; // so that one worker does not have the first partition of all pipelines
  private final DutyScript script;
  private final Map<String, Runnable> hearers = new ConcurrentHashMap<>();
  private final Map<String, Long> untold = new ConcurrentHashMap<>(); // by when it was said
  private final AtomicLong said = new AtomicLong();
  private final Map<Integer, Long> failingSince = new ConcurrentHashMap<>(); // by partition
  private final Share none = new Share(System.nanoTime() - LEASE.toNanos(), List.of());
  private volatile Share share = none;
  private volatile Share before = none;
  private volatile long changedAt = none.asked();
  private volatile long restsUntil = System.nanoTime();
  private volatile boolean leaving;
  private volatile Upkeep.@Nullable Handle handle;
  private long known = -1;

  private Duties(String pipeline, DutyScript script) {
    this.pipeline = pipeline;
    this.shift = crc(pipeline);
    this.script = script;
  }

  /**
   * Among the workers of a pipeline.
   *
   * @param stages that the worker runs
   * @param worker its name
   */
  public static Duties among(
      RedisLink link, String pipeline, Collection<String> stages, String worker) {
    List<String> groups = List.of(ALL, group(stages));
    return new Duties(pipeline, new DutyScript(link, pipeline, groups, worker, LEASE));
  }

  /** Workers that run the same stages have the same. */
  private static String group(Collection<String> stages) {
    return String.format(Locale.ROOT, "%08x", crc(String.join(",", new TreeSet<>(stages))));
  }

  private static long crc(String text) {
    CRC32 hash = new CRC32();
    hash.update(Call.bytes(text));
    return hash.getValue();
  }

  /**
   * What an answer told.
   *
   * @param asked when, by {@link System#nanoTime}
   */
  private record Share(long asked, List<DutyScript.Place> places) {
    boolean covers(int group, long position) {
      return group < places.size() && places.get(group).covers(position);
    }
  }

  /** The upkeep of a partition that any of the workers may do. */
  public Duty ofAll(int partition) {
    return new Duty(this, 0, partition);
  }

  /** The upkeep of a partition that is shared by those who run the same stages. */
  public Duty ofStages(int partition) {
    return new Duty(this, 1, partition);
  }

  boolean has(int group, int partition) {
    long now = System.nanoTime();
    Share latest = share;
    long position = partition + shift;
    return now - latest.asked() >= LEASE.toNanos()
        || latest.covers(group, position)
        || (now - changedAt < GRACE_NANOS && before.covers(group, position));
  }

  /** What is done where there is such news. It must not wait. */
  public void hear(String news, Runnable look) {
    hearers.put(news, look);
  }

  /** Tells all workers so, soon. */
  public void tell(String news) {
    untold.put(news, said.incrementAndGet());
    Upkeep.Handle started = handle;
    if (started != null) {
      started.wake();
    }
  }

  /** Begins to say that this worker lives. */
  public void start(Upkeep upkeep) {
    String purpose = "sharing the upkeep of " + pipeline;
    UpkeepTask task = UpkeepTask.awaiting(INTERVAL, "duty", purpose, this::ask);
    handle = upkeep.start(task.withPatience(LEASE));
  }

  /** Says that this worker lives, or that it leaves. */
  public CompletableFuture<?> ask() {
    Map<String, Long> telling = Map.copyOf(untold);
    long asked = System.nanoTime();
    return script
        .run(leaving || rests(asked), known(), telling.keySet())
        .thenAccept(reply -> answered(asked, telling, reply));
  }

  /** Leaves its share to the other workers, and keeps it where there are none. */
  public CompletableFuture<?> leave() {
    leaving = true;
    return ask();
  }

  private synchronized long known() {
    return known;
  }

  private void answered(long asked, Map<String, Long> told, DutyScript.Reply reply) {
    told.forEach(untold::remove);
    boolean lost;
    synchronized (this) {
      if (asked - share.asked() < 0) {
        return;
      }
      if (!reply.places().equals(share.places())) {
        before = share;
        changedAt = System.nanoTime();
      }
      share = new Share(asked, reply.places());
      lost = reply.latest() < known; // with what was told before
      known = reply.latest();
    }
    (lost ? hearers.keySet() : reply.news()).forEach(this::look);
  }

  private void look(String news) {
    try {
      hearers.getOrDefault(news, () -> {}).run();
    } catch (RuntimeException | Error e) { // the others must be looked at, too
      LOG.warn("{} could not be looked at", news, e);
    }
  }

  /** Hears how a run of some upkeep of that partition ended. */
  void ended(int partition, @Nullable Throwable thrown) {
    if (thrown == null || !RedisCallException.isPassing(thrown)) {
      failingSince.remove(partition);
    } else {
      failingSince.putIfAbsent(partition, System.nanoTime());
    }
  }

  private boolean rests(long now) {
    if (!failingSince.isEmpty() && now - Collections.min(failingSince.values()) > LEASE.toNanos()) {
      failingSince.clear();
      restsUntil = now + REST.toNanos();
    }
    return now - restsUntil < 0;
  }
}
