package io.streamweir.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** The upper bounds of the histograms' buckets: few, and where a decision hangs on them. */
final class Bounds {
  /** What handlers take: from 0.1 ms, where the engine's own share begins, to minutes. */
  static final Bounds HANDLING = of("0.0001 0.0005 0.001 0.005 0.01 0.05 0.1 0.5 1 5 10 30 60 300");

  /** What entries and jobs wait: from what an idle pipeline needs to what a lost night costs. */
  static final Bounds WAITING =
      of("0.001 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 30 60 300 900 3600");

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
