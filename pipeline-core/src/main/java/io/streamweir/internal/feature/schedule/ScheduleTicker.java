package io.streamweir.internal.feature.schedule;

import io.streamweir.internal.feature.schedule.ScheduleStore.Fire;
import io.streamweir.internal.feature.schedule.ScheduleStore.Fired;
import io.streamweir.internal.housekeeping.Fires;
import io.streamweir.internal.housekeeping.PromoteScript.Due;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Fires the schedules of one partition that are due. One worker does so; should two, the script
 * lets the first one submit a fire, and the other sees that it is done.
 */
public final class ScheduleTicker implements Fires {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduleTicker.class);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration FAILED_WAIT = Duration.ofMillis(500);

  private final Pipeline<?> pipeline;
  private final ScheduleStore store;
  private final Executor executor;
  private final WorkerListener listener;
  private final FireObserving observing;
  private final AtomicBoolean mayBeAhead = new AtomicBoolean(true);
  private final OutageLog failures = new OutageLog(LOG, Level.WARN);
  private volatile @Nullable Look last;
  private volatile Upkeep.@Nullable Handle handle;

  /** What is due, by the server's clock. */
  private record Look(List<Due> fires, Instant now) {}

  /**
   * A ticker.
   *
   * @param executor computes times, which takes too long for a thread that reads answers
   */
  public ScheduleTicker(
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

  /** Begins to fire what is {@link #due}. */
  public void start(Upkeep upkeep) {
    String purpose = "firing schedules of " + pipeline.name() + "/" + store.partition();
    UpkeepTask task = UpkeepTask.paced(IDLE, "fire", purpose, this::run);
    handle = upkeep.start(task.withAfterFailure(FAILED_WAIT));
  }

  /**
   * These are due: they are fired soon, unless earlier ones are just being fired, which will be
   * found due again.
   */
  @Override
  public void due(List<Due> fires, long nowMillis) {
    Upkeep.Handle started = handle;
    if (started != null && (!fires.isEmpty() || mayBeAhead.get())) {
      last = new Look(fires, Instant.ofEpochMilli(nowMillis));
      started.wake();
    }
  }

  private CompletionStage<Duration> run() {
    Look look = last;
    last = null;
    if (look == null) {
      return CompletableFuture.completedFuture(IDLE);
    }
    CompletableFuture<?> fired =
        CompletableFuture.allOf(
            look.fires().stream()
                .map(due -> guarded(due, look.now()))
                .toArray(CompletableFuture<?>[]::new));
    if (!mayBeAhead.compareAndSet(true, false)) {
      return fired.handle((done, thrown) -> IDLE); // each was told of by itself
    }
    return pullBack(look.now())
        .whenComplete((done, thrown) -> mayBeAhead.compareAndSet(false, thrown != null))
        .thenCombine(fired.handle((done, thrown) -> IDLE), (done, idle) -> idle);
  }

  /**
   * The server's clock was set back: schedules that were fired by the wrong time would be silent
   * until it has come again. The next {@link #due} makes them due as the clock says now.
   */
  @Override
  public void clockWentBack() {
    mayBeAhead.set(true);
  }

  private CompletableFuture<?> pullBack(Instant now) {
    return store
        .all()
        .thenComposeAsync(
            all ->
                CompletableFuture.allOf(
                    all.entrySet().stream()
                        .map(each -> pullBack(each.getKey(), each.getValue(), now))
                        .toArray(CompletableFuture<?>[]::new)),
            executor);
  }

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
    return stored.readable().map(definition -> definition.timing().next(now)).orElse(null);
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

  /** One step after the other, as long as no other caller intervenes. */
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

  private void tell(String schedule, @Nullable Fired fired, @Nullable Throwable thrown) {
    String what = "firing schedule " + schedule + " of " + pipeline.name();
    String why = thrown == null ? reason(fired) : reason(thrown);
    if (!why.isEmpty()) {
      failures.failed(what, why);
    } else if (thrown == null) {
      failures.over(what);
    }
  }

  /** Empty where it was fired, or is not to be. */
  private static String reason(@Nullable Fired fired) {
    if (fired == Fired.FULL) {
      return "the inbox is full";
    }
    return fired == Fired.CLOSED ? "submits are refused while it is paused" : "";
  }

  /** Empty for what passes by itself, and for the end of the worker. */
  private static String reason(Throwable thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    if (cause instanceof IllegalArgumentException) {
      return "it cannot be read: " + cause.getMessage();
    }
    if (cause instanceof RedisCallException failure) {
      return failure.passing() ? "" : String.valueOf(failure.getMessage());
    }
    return cause instanceof RejectedExecutionException ? "" : String.valueOf(cause);
  }
}
