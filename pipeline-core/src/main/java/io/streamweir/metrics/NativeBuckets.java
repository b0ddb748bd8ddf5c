package io.streamweir.metrics;

/**
 * Counts times by the buckets of a native histogram, eight to each doubling, so that a percentile
 * is off by less than a tenth. Bucket {@code i} ends at {@code 2^(i/8)} s.
 * https://prometheus.io/docs/specs/native_histograms/ Not thread-safe.
 */
final class NativeBuckets {
  static final int SCHEMA = 3;

  /** What is shorter counts as zero: no more than the clock knows. */
  static final double ZERO_SECONDS = 1e-6;

  private static final int PER_DOUBLING = 1 << SCHEMA;
  private static final int LEAST = -20 * PER_DOUBLING; // below ZERO_SECONDS
  private static final int MOST = 20 * PER_DOUBLING; // twelve days
  private static final double[] BOUNDS = new double[PER_DOUBLING]; // of fractions of 0.5 to 1

  static {
    for (int i = 0; i < PER_DOUBLING; i++) {
      BOUNDS[i] = Math.pow(2, (double) i / PER_DOUBLING - 1);
    }
  }

  private final long[] counts;
  private long zeros;

  NativeBuckets() {
    this(new long[MOST - LEAST + 1], 0);
  }

  private NativeBuckets(long[] counts, long zeros) {
    this.counts = counts;
    this.zeros = zeros;
  }

  /** What has been counted by now. */
  NativeBuckets copy() {
    return new NativeBuckets(counts.clone(), zeros);
  }

  /** Counts the first {@code count} values, in ns. */
  void record(long[] nanos, int count) {
    int from = 0;
    while (from < count) { // values of one batch are alike
      int bucket = bucket(nanos[from] / 1e9);
      int to = from + 1;
      while (to < count && (nanos[to] == nanos[from] || bucket(nanos[to] / 1e9) == bucket)) {
        to++;
      }
      if (bucket < LEAST) {
        zeros += to - from;
      } else {
        counts[bucket - LEAST] += to - from;
      }
      from = to;
    }
  }

  /** The bucket of a time; below {@link #LEAST} for zero. */
  static int bucket(double seconds) {
    if (seconds <= ZERO_SECONDS) {
      return LEAST - 1;
    }
    int exponent = Math.getExponent(seconds) + 1; // seconds is a fraction of 0.5 to 1 of 2^exponent
    double fraction = Math.scalb(seconds, -exponent);
    int place = 0;
    while (place < PER_DOUBLING && BOUNDS[place] < fraction) {
      place++;
    }
    return Math.min(MOST, Math.max(LEAST, place + (exponent - 1) * PER_DOUBLING));
  }

  long zeros() {
    return zeros;
  }

  /** Tells each bucket that is not empty, and its count, in their order. */
  void forEach(BucketVisitor visitor) {
    for (int i = 0; i < counts.length; i++) {
      long count = counts[i];
      if (count > 0) {
        visitor.bucket(i + LEAST, count);
      }
    }
  }

  /** Is told a bucket and its count. */
  interface BucketVisitor {
    void bucket(int bucket, long count);
  }
}
