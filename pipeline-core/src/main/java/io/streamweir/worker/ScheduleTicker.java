package io.streamweir.worker;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.redis.PromoteScript.Due;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.ScheduleDefinition;
import io.streamweir.redis.ScheduleStore;
import io.streamweir.redis.ScheduleStore.Fire;
import io.streamweir.redis.ScheduleStore.Fired;
import io.streamweir.redis.StoredSchedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires the schedules of one partition that are due. Every worker does so: the script lets one of
 * them submit a fire, whoever comes first, and the others see that it is done.
 */
final class ScheduleTicker {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduleTicker.class);

  private final Pipeline<?> pipeline;
  private final ScheduleStore store;
  private final Executor executor;
  private final WorkerListener listener;
  private final FireObserving observing;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicBoolean mayBeAhead = new AtomicBoolean(true);
  private final Map<String, String> told = new ConcurrentHashMap<>();

  /**
   * A ticker.
   *
   * @param executor computes times, which takes too long for a thread that reads answers
   */
  ScheduleTicker(
      Pipeline<?> pipeline,
      ScheduleStore store,
      Executor executor,
      WorkerListener listener,
      FireObserving observing) {
    this.pipeline = pipeline;
    this.store = store;
    this.executor = executor;
    this.listener = listener;
    this.observing = observing;
  }

  /**
   * Fires what is due, without waiting for it; does nothing while the last call is under way.
   *
   * @param nowMillis the server's clock
   */
  void fire(List<Due> fires, long nowMillis) {
    if (mayBeAhead.compareAndSet(true, false)) {
      pullBack(Instant.ofEpochMilli(nowMillis));
    }
    if (fires.isEmpty() || !busy.compareAndSet(false, true)) {
      return;
    }
    Instant now = Instant.ofEpochMilli(nowMillis);
    CompletableFuture.allOf(
            fires.stream().map(due -> guarded(due, now)).toArray(CompletableFuture<?>[]::new))
        .whenComplete((done, thrown) -> busy.set(false));
  }

  /**
   * The server's clock was set back: schedules that were fired by the wrong time would be silent
   * until it has come again. The next {@link #fire} makes them due as the clock says now.
   */
  void clockWentBack() {
    mayBeAhead.set(true);
  }

  private void pullBack(Instant now) {
    store
        .all()
        .thenComposeAsync(
            all ->
                CompletableFuture.allOf(
                    all.entrySet().stream()
                        .map(each -> pullBack(each.getKey(), each.getValue(), now))
                        .toArray(CompletableFuture<?>[]::new)),
            executor)
        .exceptionally(
            thrown -> {
              mayBeAhead.set(true);
              return null;
            });
  }

  /**
   * The script refuses a time that has passed meanwhile. Else others may have fired by it, and it
   * would be fired again.
   */
  private CompletableFuture<?> pullBack(String schedule, StoredSchedule stored, Instant now) {
    Instant due = stored.due();
    Instant next = due == null || stored.paused() ? due : next(stored, now);
    if (due == null || next == null || !next.isBefore(due)) {
      return CompletableFuture.completedFuture(Fired.CHANGED);
    }
    Fire none = new Fire(schedule, stored, due, next, "", null);
    return store
        .fire(none, pipeline.first().name(), pipeline.first().config().maxBacklog())
        .thenAccept(
            fired -> {
              if (fired == Fired.EARLY) {
                mayBeAhead.set(true);
              } else if (fired == Fired.FIRED) {
                LOG.warn(
                    "the server's clock was set back: schedule {} of {} is due at {}, not at {}",
                    schedule,
                    pipeline.name(),
                    next,
                    due);
              }
            });
  }

  /** Null where the schedule cannot be read, which is told when it is due. */
  private static @Nullable Instant next(StoredSchedule stored, Instant now) {
    try {
      return stored.definition().timing().next(now);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private CompletableFuture<?> guarded(Due due, Instant now) {
    return store
        .find(due.schedule())
        .thenComposeAsync(
            found ->
                found.isPresent()
                    ? fire(due, found.get(), now)
                    : CompletableFuture.completedFuture(Fired.CHANGED),
            executor)
        .whenComplete((fired, thrown) -> tell(due.schedule(), fired, thrown));
  }

  private CompletableFuture<Fired> fire(Due due, StoredSchedule read, Instant now) {
    ScheduleDefinition definition = read.definition();
    Instant since = Instant.ofEpochMilli(due.dueMillis());
    List<FirePlan.Step> steps =
        FirePlan.steps(definition.timing(), definition.missed(), since, now);
    return fire(due.schedule(), read, steps, 0);
  }

  /** One step after the other, as long as nobody else intervenes. */
  private CompletableFuture<Fired> fire(
      String schedule, StoredSchedule read, List<FirePlan.Step> steps, int at) {
    FirePlan.Step step = steps.get(at);
    return submit(schedule, read, step)
        .thenCompose(
            fired -> {
              if (fired == Fired.FIRED && step.fire() != null) {
                listener.fired(pipeline.name(), store.partition(), 1);
              }
              return fired == Fired.FIRED && at + 1 < steps.size()
                  ? fire(schedule, read, steps, at + 1)
                  : CompletableFuture.completedFuture(fired);
            });
  }

  private CompletableFuture<Fired> submit(
      String schedule, StoredSchedule read, FirePlan.Step step) {
    String stage = pipeline.first().name();
    long most = pipeline.first().config().maxBacklog();
    if (step.fire() == null) {
      return store.fire(new Fire(schedule, read, step.due(), step.next(), "", null), stage, most);
    }
    String jobId = Schedule.jobId(schedule, step.fire());
    return observing.observe(
        schedule,
        jobId,
        headers ->
            store.fire(
                new Fire(
                    schedule, read, step.due(), step.next(), jobId, headers, key(schedule, read)),
                stage,
                most));
  }

  private @Nullable String key(String schedule, StoredSchedule read) {
    if (!pipeline.keyed()) {
      return null;
    }
    String key = read.definition().key();
    return key == null ? schedule : key;
  }

  /** Once each, since it is tried again until it succeeds. */
  private void tell(String schedule, @Nullable Fired fired, @Nullable Throwable thrown) {
    if (thrown == null && fired != Fired.FULL) {
      told.remove(schedule);
      return;
    }
    String why = fired == Fired.FULL ? "the inbox is full" : reason(thrown);
    if (!why.isEmpty() && !why.equals(told.put(schedule, why))) {
      LOG.warn("schedule {} of {} is due and waits: {}", schedule, pipeline.name(), why);
    }
  }

  /** Empty for what passes by itself, and for the end of the worker. */
  private static String reason(@Nullable Throwable thrown) {
    Throwable cause = thrown == null || thrown.getCause() == null ? thrown : thrown.getCause();
    if (cause instanceof IllegalArgumentException) {
      return "it cannot be read: " + cause.getMessage();
    }
    if (cause instanceof RedisCallException failure) {
      return failure.passing() ? "" : String.valueOf(failure.getMessage());
    }
    return cause instanceof RejectedExecutionException ? "" : String.valueOf(cause);
  }
}
