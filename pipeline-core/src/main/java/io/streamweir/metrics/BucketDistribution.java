package io.streamweir.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * Counts by upper bounds, so that a batch costs one atomic addition per bucket that it touches, not
 * several per value.
 */
final class BucketDistribution implements Distribution {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long[] bounds; // in ns, ascending
  private final AtomicLongArray counts; // one more than bounds: what is above them all
  private final DoubleAdder sum = new DoubleAdder();

  BucketDistribution(long[] boundsNanos) {
    this.bounds = boundsNanos.clone();
    this.counts = new AtomicLongArray(bounds.length + 1);
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
