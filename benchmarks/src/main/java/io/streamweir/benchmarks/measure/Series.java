package io.streamweir.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one contestant did, round by round.
 *
 * @param contestant its name, for people
 * @param rounds what was measured in each round that counts
 */
public record Series(String contestant, List<Map<Metric, Double>> rounds) {
  /** The values of one metric; empty where it was not measured. */
  public List<Double> values(Metric metric) {
    List<Double> values = new ArrayList<>();
    for (Map<Metric, Double> round : rounds) {
      Double value = round.get(metric);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }
}
