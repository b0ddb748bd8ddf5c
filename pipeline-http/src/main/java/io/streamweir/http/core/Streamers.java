package io.streamweir.http.core;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * The threads for bodies that are streamed. A caller with a token has at most a quarter of them, so
 * that it keeps no other out. Thread-safe.
 */
final class Streamers {
  private static final int SHARE = 4;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ExecutorService threads;
  private final int most;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  /** So many threads of this pool, which has no queue. */
  Streamers(ExecutorService threads, int count) {
    this.threads = threads;
    this.most = Math.max(1, count / SHARE);
  }

  /**
   * Runs this on one of the threads.
   *
   * @throws RejectedExecutionException where all are taken
   * @throws ProblemException where the caller has its share
   */
  void execute(Caller caller, Runnable task) {
    if (caller == Caller.LOCAL) {
      threads.execute(task);
      return;
    }
    take(caller.name());
    try {
      threads.execute(() -> runThenGive(caller.name(), task));
    } catch (RejectedExecutionException e) {
      give(caller.name());
      throw e;
    }
  }

  private void runThenGive(String caller, Runnable task) {
    try {
      task.run();
    } finally {
      give(caller);
    }
  }

  private void take(String caller) {
    if (taken.merge(caller, 1, Integer::sum) > most) {
      give(caller);
      throw Problem.of(
              ProblemType.TOO_MANY_OPEN,
              "%s may have %s bodies streamed at once".formatted(caller, most))
          .withRetryAfter(SOON)
          .asException();
    }
  }

  private void give(String caller) {
    taken.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
  }

  void close() {
    threads.shutdownNow();
  }
}
