package io.streamweir.internal.feature.schedule;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.schedule.ScheduleDefinition.Origin;
import io.streamweir.internal.feature.schedule.ScheduleStore.Pausing;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the schedules that a pipeline's code defines known when a worker starts. The worker that
 * starts last decides, so that after a deployment, and after one that was taken back, those of the
 * version that runs count. A schedule that code defines no longer is kept with its due time, but
 * does not fire: where a worker of the old version starts in the middle of a deployment, none that
 * the new version brought is lost. What Redis has lost meanwhile comes back as it is defined here.
 */
public final class ScheduleRegistration<I> {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduleRegistration.class);
  private static final int MOST_TRIES = 10;
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final RedisLink link;
  private final Pipeline<I> pipeline;
  private final AvroCodec codec;
  private final List<ScheduleStore> stores;
  private volatile boolean done;

  public ScheduleRegistration(RedisLink link, Pipeline<I> pipeline, AvroCodec codec) {
    this.link = link;
    this.pipeline = pipeline;
    this.codec = codec;
    this.stores =
        Keys.partitions(link, pipeline.name(), pipeline.partitions()).stream()
            .map(keys -> new ScheduleStore(link, keys))
            .toList();
  }

  /**
   * Does so now; later where Redis is full, which must not keep a worker from draining it.
   *
   * @throws RedisCallException where Redis cannot be asked
   */
  public void start(Upkeep upkeep) {
    try {
      run();
      return;
    } catch (RedisCallException e) {
      if (!e.code().equals(RedisCallException.FULL)) {
        throw e;
      }
      LOG.warn("schedules of {} cannot be made known yet: {}", pipeline.name(), e.getMessage());
    }
    String purpose = "making the schedules of " + pipeline.name() + " known";
    upkeep.start(UpkeepTask.every(RETRY, "schedules", purpose, this::runUnlessDone));
  }

  private void runUnlessDone() {
    if (!done) {
      run();
    }
  }

  /**
   * Makes those known again that Redis has lost, or whose due time it has lost, without waiting for
   * it. All others stay as they are.
   *
   * @param executor runs what waits for Redis
   */
  public CompletableFuture<?> restore(Executor executor) {
    if (pipeline.schedules().isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<CompletableFuture<Map<String, StoredSchedule>>> known =
        stores.stream().map(ScheduleStore::all).toList();
    return CompletableFuture.allOf(known.toArray(CompletableFuture<?>[]::new))
        .thenRunAsync(
            () -> restore(known.stream().map(CompletableFuture::join).toList()), executor);
  }

  private void restore(List<Map<String, StoredSchedule>> known) {
    for (Schedule<I> schedule : pipeline.schedules()) {
      String name = schedule.name();
      boolean there =
          known.stream().map(all -> all.get(name)).anyMatch(ScheduleRegistration::lives);
      if (!there) {
        ScheduleStore store = stores.get(pipeline.partitionOf(schedule.partitionKey()));
        StoredSchedule rest = known.get(store.partition()).get(name);
        Instant now = Instant.ofEpochMilli(new InboxQueries(link).now());
        if (define(schedule, store, rest, null, now)) {
          LOG.warn("Redis had lost schedule {} of {}; it is known again", name, pipeline.name());
        }
      }
    }
  }

  private static boolean lives(@Nullable StoredSchedule stored) {
    return stored != null && stored.due() != null;
  }

  private void run() {
    for (int i = 0; i < MOST_TRIES; i++) {
      if (tryOnce()) {
        done = true;
        return;
      }
    }
    done = true;
    LOG.warn("the schedules of {} are being changed by others all the time", pipeline.name());
  }

  /** False where another caller changed something meanwhile. */
  private boolean tryOnce() {
    List<Map<String, StoredSchedule>> known =
        link.awaitAll(stores.stream().map(ScheduleStore::all).toList());
    Instant now = Instant.ofEpochMilli(new InboxQueries(link).now());
    Set<String> defined = new HashSet<>();
    boolean done = true;
    for (Schedule<I> schedule : pipeline.schedules()) {
      defined.add(schedule.name());
      ScheduleStore store = stores.get(pipeline.partitionOf(schedule.partitionKey()));
      StoredSchedule elsewhere = null;
      for (ScheduleStore other : stores) { // where another key has led it
        StoredSchedule there = known.get(other.partition()).get(schedule.name());
        if (!other.equals(store) && there != null) {
          elsewhere = there;
          done &= other.remove(schedule.name(), there);
        }
      }
      StoredSchedule before = known.get(store.partition()).get(schedule.name());
      done = done && define(schedule, store, before, elsewhere, now);
    }
    for (ScheduleStore store : stores) {
      for (Map.Entry<String, StoredSchedule> each : known.get(store.partition()).entrySet()) {
        done &= defined.contains(each.getKey()) || retire(store, each.getKey(), each.getValue());
      }
    }
    return done;
  }

  private boolean define(
      Schedule<I> schedule,
      ScheduleStore store,
      @Nullable StoredSchedule before,
      @Nullable StoredSchedule elsewhere,
      Instant now) {
    ScheduleDefinition wanted =
        new ScheduleDefinition(
            schedule.timing(),
            schedule.key(),
            schedule.missed(),
            Origin.CODE,
            codec.encode(schedule.payload()));
    ScheduleDefinition old = definition(before);
    if (lives(before) && wanted.equals(old)) {
      return true;
    }
    StoredSchedule last = before == null ? elsewhere : before;
    ScheduleDefinition lastSaid = definition(last);
    boolean sameTimes = lastSaid != null && lastSaid.timing().equals(schedule.timing());
    Instant lastDue = last == null ? null : last.due();
    Instant due = sameTimes && lastDue != null ? lastDue : schedule.timing().next(now);
    return store.put(schedule.name(), before, wanted, due, pausing(last, lastSaid));
  }

  private static Pausing pausing(
      @Nullable StoredSchedule last, @Nullable ScheduleDefinition lastSaid) {
    boolean retired = lastSaid != null && lastSaid.origin() == Origin.RETIRED;
    return last != null && last.paused() && !retired ? Pausing.PAUSE : Pausing.RESUME;
  }

  /** A paused one stays as it is, so that it is still paused when it comes back. */
  private boolean retire(ScheduleStore store, String name, StoredSchedule stored) {
    ScheduleDefinition old = definition(stored);
    if (old == null || old.origin() != Origin.CODE || stored.paused()) {
      return true;
    }
    LOG.info("schedule {} of {} is no longer defined and stops", name, pipeline.name());
    return store.put(name, stored, old.withOrigin(Origin.RETIRED), null, Pausing.PAUSE);
  }

  /** What it says; null where it is not there or says nothing sensible. */
  private static @Nullable ScheduleDefinition definition(@Nullable StoredSchedule stored) {
    return stored == null ? null : stored.readable().orElse(null);
  }
}
