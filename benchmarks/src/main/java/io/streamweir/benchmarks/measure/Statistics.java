package io.streamweir.benchmarks.measure;

import java.util.Arrays;
import java.util.List;

/** The figures that describe a few rounds. */
public final class Statistics {
  private Statistics() {}

  /** The middle value, or the mean of the two in the middle; NaN of none. */
  public static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The smallest value; NaN of none. */
  public static double min(List<Double> values) {
    return Arrays.stream(unboxed(values)).min().orElse(Double.NaN);
  }

  /** The largest value; NaN of none. */
  public static double max(List<Double> values) {
    return Arrays.stream(unboxed(values)).max().orElse(Double.NaN);
  }

  /** Each value divided by the one of the same round; as many as both have. */
  public static List<Double> ratios(List<Double> values, List<Double> baseline) {
    int rounds = Math.min(values.size(), baseline.size());
    return java.util.stream.IntStream.range(0, rounds)
        .mapToObj(i -> values.get(i) / baseline.get(i))
        .toList();
  }

  private static double[] unboxed(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
