package io.streamweir.benchmarks.contestants;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends jobs and records how long each takes to its result. At a given rate, jobs are due at times
 * that are fixed beforehand and their time runs from when they were due, not from when they were
 * sent: a system that stalls is charged for every job that had to wait for it.
 */
final class Latencies {
  private static final long PATIENCE_SECONDS = 60;

  private final Histogram histogram = new ConcurrentHistogram(3);

  /** Sends the n-th job; the future ends with its result. */
  @FunctionalInterface
  interface Sender {
    CompletableFuture<?> send(int n);
  }

  /** Sends the n-th job; the future ends with the time that counts, in ns. */
  @FunctionalInterface
  interface Timer {
    CompletableFuture<Long> send(int n);
  }

  /** Sends the n-th job, which is due at this time; the future ends when its time is recorded. */
  @FunctionalInterface
  private interface Turn {
    CompletableFuture<?> take(int n, long due);
  }

  /** At this rate per second, or one after the other where it is 0. */
  static Map<String, Double> measure(int count, int rate, Sender sender) throws Exception {
    Latencies latencies = new Latencies();
    if (rate == 0) {
      latencies.oneAtATime(count, sender);
    } else {
      latencies.openLoop(
          count,
          rate,
          (n, due) ->
              sender
                  .send(n)
                  .thenRun(() -> latencies.histogram.recordValue(System.nanoTime() - due)));
    }
    return latencies.figures();
  }

  /**
   * The same at a rate, where each future says by itself how long it took, in ns, so that only a
   * part of the job's way counts.
   */
  static Map<String, Double> since(int count, int rate, Timer timer) throws Exception {
    Latencies latencies = new Latencies();
    latencies.openLoop(
        count, rate, (n, due) -> timer.send(n).thenAccept(latencies.histogram::recordValue));
    return latencies.figures();
  }

  private void oneAtATime(int count, Sender sender) throws Exception {
    for (int i = 0; i < count; i++) {
      long sentAt = System.nanoTime();
      sender.send(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      histogram.recordValue(System.nanoTime() - sentAt);
    }
  }

  private void openLoop(int count, int rate, Turn turn) throws Exception {
    CompletableFuture<?>[] results = new CompletableFuture<?>[count];
    long startedAt = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = startedAt + i * 1_000_000_000L / rate;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      results[i] = turn.take(i, due);
    }
    CompletableFuture.allOf(results).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private Map<String, Double> figures() {
    return Map.of("p50", micros(50), "p99", micros(99), "p999", micros(99.9));
  }

  private double micros(double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1_000.0;
  }
}
