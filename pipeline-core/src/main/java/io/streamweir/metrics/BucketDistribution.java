package io.streamweir.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts by upper bounds, and the same by {@link NativeBuckets}, whole batches at once. A scraper
 * refuses a histogram of which one kind of buckets counts more values than the other, so a batch is
 * in both or in none. Keeps the last traced value of each bucket.
 */
final class BucketDistribution implements Distribution {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long[] bounds; // in ns, ascending
  private final AtomicReferenceArray<@Nullable Traced> traced;
  private final Object lock = new Object(); // for the three below
  private final long[] counts; // one more than bounds: what is above them all
  private final NativeBuckets fine = new NativeBuckets();
  private double sum; // in s

  /** A value that was counted, and its trace. */
  record Traced(double seconds, String traceId, long atMillis) {}

  /** What had been counted at one moment. */
  static final class Snapshot {
    private final long[] counts;
    private final NativeBuckets fine;
    private final double sumSeconds;

    private Snapshot(long[] counts, NativeBuckets fine, double sumSeconds) {
      this.counts = counts;
      this.fine = fine;
      this.sumSeconds = sumSeconds;
    }

    /** How many values fell into each bucket, that above all bounds last; not to be changed. */
    long[] counts() {
      return counts;
    }

    /** The same values in narrow buckets. */
    NativeBuckets fine() {
      return fine;
    }

    /** The sum of all values, in s. */
    double sumSeconds() {
      return sumSeconds;
    }
  }

  BucketDistribution(long[] boundsNanos) {
    this.bounds = boundsNanos.clone();
    this.counts = new long[bounds.length + 1];
    this.traced = new AtomicReferenceArray<>(bounds.length + 1);
  }

  @Override
  public void record(long[] nanos, int count) {
    synchronized (lock) {
      double total = 0;
      int bucket = 0; // values of one batch are alike: go on where the last one was
      for (int i = 0; i < count; i++) {
        long value = nanos[i];
        while (bucket > 0 && value <= bounds[bucket - 1]) {
          bucket--;
        }
        while (bucket < bounds.length && value > bounds[bucket]) {
          bucket++;
        }
        counts[bucket]++;
        total += value;
      }
      sum += total / NANOS_PER_SECOND;
      fine.record(nanos, count);
    }
  }

  /** What has been counted by now. */
  Snapshot snapshot() {
    synchronized (lock) {
      return new Snapshot(counts.clone(), fine.copy(), sum);
    }
  }

  @Override
  public void exemplar(long nanos, String traceId) {
    int bucket = 0;
    while (bucket < bounds.length && nanos > bounds[bucket]) {
      bucket++;
    }
    traced.set(bucket, new Traced(nanos / NANOS_PER_SECOND, traceId, System.currentTimeMillis()));
  }

  /** The last traced value of each bucket that has one. */
  List<Traced> traced() {
    List<Traced> all = new ArrayList<>();
    for (int i = 0; i < traced.length(); i++) {
      Traced last = traced.get(i);
      if (last != null) {
        all.add(last);
      }
    }
    return all;
  }
}
