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

  /** At this rate per second, or one after the other where it is 0. */
  static Map<String, Double> measure(int count, int rate, Sender sender) throws Exception {
    Latencies latencies = new Latencies();
    if (rate == 0) {
      latencies.oneAtATime(count, sender);
    } else {
      latencies.openLoop(count, rate, sender);
    }
    return latencies.figures();
  }

  private void oneAtATime(int count, Sender sender) throws Exception {
    for (int i = 0; i < count; i++) {
      long sentAt = System.nanoTime();
      sender.send(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      histogram.recordValue(System.nanoTime() - sentAt);
    }
  }

  private void openLoop(int count, int rate, Sender sender) throws Exception {
    CompletableFuture<?>[] results = new CompletableFuture<?>[count];
    long startedAt = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = startedAt + i * 1_000_000_000L / rate;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      results[i] = sender.send(i).thenRun(() -> histogram.recordValue(System.nanoTime() - due));
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
