package io.streamweir.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** The upper bounds of the histograms' buckets: few, and where a decision hangs on them. */
final class Bounds {
  /**
   * What handlers take: from 0.1 ms, where the engine's own share begins, to minutes. Eight of a
   * decade: a percentile, which Prometheus takes for evenly spread within a bucket, is off by a
   * third at the most from 1 ms to 10 s.
   */
  static final Bounds HANDLING =
      of(
          "0.0001 0.00025 0.0005"
              + " 0.001 0.0013 0.0018 0.0024 0.0032 0.0042 0.0056 0.0075"
              + " 0.01 0.013 0.018 0.024 0.032 0.042 0.056 0.075"
              + " 0.1 0.13 0.18 0.24 0.32 0.42 0.56 0.75"
              + " 1 1.3 1.8 2.4 3.2 4.2 5.6 7.5"
              + " 10 15 30 60 120 300");

  /**
   * What entries and jobs wait: from what an idle pipeline needs to what a lost night costs. Four
   * of a decade.
   */
  static final Bounds WAITING =
      of(
          "0.001 0.0018 0.0032 0.0056 0.01 0.018 0.032 0.056 0.1 0.18 0.32 0.56"
              + " 1 1.8 3.2 5.6 10 18 30 60 120 300 900 3600");

  /** What a call of Redis takes: from a fifth of a millisecond to its timeout. */
  static final Bounds CALL =
      of("0.0002 0.0005 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10");

  /** Entries of one batch. */
  private static final double[] BATCH = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096};

  private final long[] nanos;

  private Bounds(long[] nanos) {
    this.nanos = nanos;
  }

  private static Bounds of(String seconds) {
    return new Bounds(
        Stream.of(seconds.split(" "))
            .mapToLong(s -> Math.round(Double.parseDouble(s) * 1e9))
            .toArray());
  }

  static double[] batch() {
    return BATCH.clone();
  }

  /** In ns, ascending. */
  long[] nanos() {
    return nanos.clone();
  }

  Duration[] durations() {
    return Arrays.stream(nanos).mapToObj(Duration::ofNanos).toArray(Duration[]::new);
  }
}
