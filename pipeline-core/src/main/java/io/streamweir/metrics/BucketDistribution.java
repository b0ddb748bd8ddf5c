package io.streamweir.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts by upper bounds, so that a batch costs one atomic addition per bucket that it touches, not
 * several per value; and the same by {@link NativeBuckets}. Keeps the last traced value of each
 * bucket.
 */
final class BucketDistribution implements Distribution {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long[] bounds; // in ns, ascending
  private final AtomicLongArray counts; // one more than bounds: what is above them all
  private final DoubleAdder sum = new DoubleAdder();
  private final NativeBuckets fine = new NativeBuckets();
  private final AtomicReferenceArray<@Nullable Traced> traced;

  /** A value that was counted, and its trace. */
  record Traced(double seconds, String traceId, long atMillis) {}

  BucketDistribution(long[] boundsNanos) {
    this.bounds = boundsNanos.clone();
    this.counts = new AtomicLongArray(bounds.length + 1);
    this.traced = new AtomicReferenceArray<>(bounds.length + 1);
  }

  @Override
  public void record(long[] nanos, int count) {
    int[] tally = new int[bounds.length + 1];
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
      tally[bucket]++;
      total += value;
    }
    for (int i = 0; i < tally.length; i++) {
      if (tally[i] > 0) {
        counts.addAndGet(i, tally[i]);
      }
    }
    sum.add(total / NANOS_PER_SECOND);
    fine.record(nanos, count);
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

  /** The same values in narrow buckets. */
  NativeBuckets fine() {
    return fine;
  }

  /** How many values fell into each bucket, that above all bounds last. */
  long[] counts() {
    long[] now = new long[counts.length()];
    for (int i = 0; i < now.length; i++) {
      now[i] = counts.get(i);
    }
    return now;
  }

  /** The sum of all values, in s. */
  double sumSeconds() {
    return sum.sum();
  }
}
