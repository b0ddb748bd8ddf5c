package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks for permits of a rate per key: many keys in one call, one call at a time. A short wait
 * happens here; a long one is the answer. Each wish is answered once, even after a failure.
 * Thread-safe.
 */
final class KeyPermits {
  private static final int MOST_KEYS = 500;
  private static final long SHORT_MILLIS = 1_000;
  private static final Duration FAILED_WAIT = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final KeyRateScript script;
  private final String purpose;
  private final Executor executor;
  private final List<Wish> wishes = new ArrayList<>(); // also those that are being asked for
  private volatile Upkeep.@Nullable Handle handle;

  /** Not to be asked for before that time, by {@link System#nanoTime}. */
  private record Wish(String key, LongConsumer answer, long at) {}

  /**
   * For one lane.
   *
   * @param executor hands on the answers
   */
  KeyPermits(KeyRateScript script, WorkerListener.LaneId lane, Executor executor) {
    this.script = script;
    this.purpose = "asking for the permits of keys of " + lane;
    this.executor = executor;
  }

  /** Begins to ask. */
  void start(Upkeep upkeep) {
    handle =
        upkeep.start(
            UpkeepTask.paced(IDLE, "permit", purpose, this::run).withAfterFailure(FAILED_WAIT));
  }

  /** The answer comes on another thread: 0 with the permit, else the ms until there is one. */
  void ask(String key, LongConsumer answer) {
    add(new Wish(key, answer, System.nanoTime()));
    Upkeep.Handle started = handle;
    if (started != null) {
      started.wake();
    }
  }

  private synchronized void add(Wish wish) {
    wishes.add(wish);
  }

  private CompletionStage<Duration> run() {
    List<Wish> asked = due();
    return asked.isEmpty()
        ? CompletableFuture.completedFuture(untilNext(System.nanoTime()))
        : script
            .run(asked.stream().map(Wish::key).toList())
            .thenApplyAsync(waits -> answered(asked, waits), executor);
  }

  private synchronized List<Wish> due() {
    long now = System.nanoTime();
    return wishes.stream().filter(wish -> wish.at() - now <= 0).limit(MOST_KEYS).toList();
  }

  private Duration answered(List<Wish> asked, List<Long> waits) {
    for (int i = 0; i < asked.size(); i++) {
      Wish wish = asked.get(i);
      long wait = waits.get(i);
      if (take(wish)) {
        if (wait > 0 && wait <= SHORT_MILLIS) {
          add(new Wish(wish.key(), wish.answer(), System.nanoTime() + wait * 1_000_000));
        } else {
          wish.answer().accept(wait);
        }
      }
    }
    return untilNext(System.nanoTime());
  }

  /** False where it was answered before: the answer to a call that was given up can still come. */
  private synchronized boolean take(Wish wish) {
    return wishes.remove(wish);
  }

  private synchronized Duration untilNext(long now) {
    long nanos = wishes.stream().mapToLong(wish -> wish.at() - now).min().orElse(IDLE.toNanos());
    return Duration.ofNanos(Math.max(0, Math.min(nanos, IDLE.toNanos())));
  }
}
