package io.streamweir.benchmarks.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets contestants take turns: A B C, A B C, and so on, so that what changes on the machine in the
 * meantime meets them all. The first rounds warm up and do not count.
 *
 * @param warmups rounds that do not count
 * @param rounds rounds that do
 * @param progress hears of every turn
 */
public record Alternation(int warmups, int rounds, Progress progress) {

  /** One contestant's turn. */
  @FunctionalInterface
  public interface Turn {
    /** Does the work once and says what was measured. */
    Map<Metric, Double> take() throws Exception;
  }

  /** Hears of every turn. */
  @FunctionalInterface
  public interface Progress {
    /** A turn has ended; round 0 and below are warm-ups. */
    void turn(String contestant, int round, Map<Metric, Double> measured);
  }

  /** Runs the rounds; the map's order is the order of turns. */
  public List<Series> run(Map<String, Turn> turns) throws Exception {
    Map<String, List<Map<Metric, Double>>> measured = new LinkedHashMap<>();
    for (int round = 1 - warmups; round <= rounds; round++) {
      for (Map.Entry<String, Turn> turn : turns.entrySet()) {
        Map<Metric, Double> figures = turn.getValue().take();
        progress.turn(turn.getKey(), round, figures);
        if (round > 0) {
          measured.computeIfAbsent(turn.getKey(), name -> new ArrayList<>()).add(figures);
        }
      }
    }
    return measured.entrySet().stream().map(e -> new Series(e.getKey(), e.getValue())).toList();
  }
}
