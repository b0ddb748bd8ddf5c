package io.streamweir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundsTest {
  /** As {@code histogram_quantile} does it: evenly within the bucket. */
  private static double p95(Bounds bounds, double seconds) {
    long[] upper = bounds.nanos();
    int bucket = 0;
    while (seconds * 1e9 > upper[bucket]) {
      bucket++;
    }
    double from = bucket == 0 ? 0 : upper[bucket - 1];
    return (from + 0.95 * (upper[bucket] - from)) / 1e9;
  }

  private static double[] steadily() {
    return IntStream.rangeClosed(0, 400)
        .mapToDouble(i -> Math.pow(10, -3 + i / 100.0) + 1e-6)
        .filter(seconds -> seconds < 10)
        .toArray();
  }

  @Test
  void tellsWhatAHandlerTakesToAThird() {
    assertThat(DoubleStream.of(steadily()).map(s -> Math.abs(p95(Bounds.HANDLING, s) / s - 1)))
        .allSatisfy(off -> assertThat(off).isLessThan(0.36));
    assertThat(p95(Bounds.HANDLING, 0.3002)).isBetween(0.3, 0.32);
  }

  @Test
  void tellsWhatAnEntryWaitsToThreeQuarters() {
    assertThat(DoubleStream.of(steadily()).map(s -> Math.abs(p95(Bounds.WAITING, s) / s - 1)))
        .allSatisfy(off -> assertThat(off).isLessThan(0.76));
  }
}
