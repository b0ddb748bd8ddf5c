package io.streamweir.benchmarks.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets contestants take turns: A B C, A B C, and so on, so that what changes on the machine in the
 * meantime meets them all. The first rounds warm up and do not count: compilers are busy for some
 * seconds of work, so where a round is short it takes several.
 *
 * @param warmups at most so many rounds that do not count; after half a minute none is begun
 * @param rounds rounds that do
 * @param progress hears of every turn
 */
public record Alternation(int warmups, int rounds, Progress progress) {
  private static final long WARM_NANOS = 30_000_000_000L;

  /** One contestant's turn. */
  @FunctionalInterface
  public interface Turn {
    /** Does the work once and says what was measured. */
    Map<Metric, Double> take() throws Exception;
  }

  /** Hears of every turn. */
  @FunctionalInterface
  public interface Progress {
    /** A turn has ended; round 0 stands for all that warm up. */
    void turn(String contestant, int round, Map<Metric, Double> measured);
  }

  /** Runs the rounds; the map's order is the order of turns. */
  public List<Series> run(Map<String, Turn> turns) throws Exception {
    long began = System.nanoTime();
    for (int k = 0; k < warmups && System.nanoTime() - began < WARM_NANOS; k++) {
      round(turns, 0);
    }
    Map<String, List<Map<Metric, Double>>> measured = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      round(turns, round)
          .forEach(
              (contestant, figures) ->
                  measured.computeIfAbsent(contestant, name -> new ArrayList<>()).add(figures));
    }
    return measured.entrySet().stream().map(e -> new Series(e.getKey(), e.getValue())).toList();
  }

  private Map<String, Map<Metric, Double>> round(Map<String, Turn> turns, int round)
      throws Exception {
    Map<String, Map<Metric, Double>> measured = new LinkedHashMap<>();
    for (Map.Entry<String, Turn> turn : turns.entrySet()) {
      Map<Metric, Double> figures = turn.getValue().take();
      progress.turn(turn.getKey(), round, figures);
      measured.put(turn.getKey(), figures);
    }
    return measured;
  }
}
