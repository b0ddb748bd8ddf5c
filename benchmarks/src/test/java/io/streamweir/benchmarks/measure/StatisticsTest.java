package io.streamweir.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void takesTheMiddleOfOddAndEvenMany() {
    assertThat(Statistics.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
    assertThat(Statistics.median(List.of())).isNaN();
  }

  @Test
  void comparesRoundByRoundAndNotMedians() {
    Series bare =
        new Series("bare", List.of(Map.of(Metric.RATE, 100.0), Map.of(Metric.RATE, 10.0)));
    Series own = new Series("own", List.of(Map.of(Metric.RATE, 50.0), Map.of(Metric.RATE, 20.0)));
    CaseResult result = new CaseResult("hop", "", "", Metric.RATE, "bare", List.of(bare, own));
    assertThat(result.ratios(own, Metric.RATE)).containsExactly(0.5, 2.0);
  }

  @Test
  void countsNoWarmUpAndKeepsTheOrderOfTurns() throws Exception {
    StringBuilder turns = new StringBuilder();
    Map<String, Alternation.Turn> contestants = new java.util.LinkedHashMap<>();
    for (String name : List.of("A", "B")) {
      contestants.put(
          name,
          () -> {
            turns.append(name);
            return Map.of(Metric.RATE, (double) turns.length());
          });
    }
    List<Series> series = new Alternation(1, 2, (name, round, figures) -> {}).run(contestants);
    assertThat(turns).hasToString("ABABAB");
    assertThat(series.get(0).values(Metric.RATE)).containsExactly(3.0, 5.0);
  }
}
