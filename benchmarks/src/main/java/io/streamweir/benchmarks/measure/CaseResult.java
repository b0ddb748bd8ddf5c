package io.streamweir.benchmarks.measure;

import java.util.List;

/**
 * The outcome of one contest.
 *
 * @param scenario the scenario that it belongs to, as {@code hop}
 * @param name which of the scenario's cases, as {@code in batches}; empty where there is one only
 * @param work what was done, in a sentence
 * @param primary the metric that the contest is about
 * @param baseline the contestant that the others are compared with
 * @param series one per contestant, in the order of their turns
 */
public record CaseResult(
    String scenario,
    String name,
    String work,
    Metric primary,
    String baseline,
    List<Series> series) {
  /** The scenario and the case. */
  public String title() {
    return name.isEmpty() ? scenario : scenario + ", " + name;
  }

  /** The ratio of a contestant to the baseline in each round. */
  public List<Double> ratios(Series contestant, Metric metric) {
    return series.stream()
        .filter(one -> one.contestant().equals(baseline))
        .findFirst()
        .map(one -> Statistics.ratios(contestant.values(metric), one.values(metric)))
        .orElse(List.of());
  }
}
