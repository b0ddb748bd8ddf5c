package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.Alternation.Turn;
import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Series;
import io.streamweir.benchmarks.measure.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contests of one scenario: the contestants' processes, which start together and serve all its
 * cases, and whose turn it is in the case at hand.
 */
final class Contest implements AutoCloseable {
  private final Bench bench;
  private final Server server;
  private final List<Child> children = new ArrayList<>();
  private final Map<String, Child> byName = new HashMap<>();
  private final Map<String, Turn> turns = new LinkedHashMap<>();

  Contest(Bench bench, Server server) {
    this.bench = bench;
    this.server = server;
  }

  /** What a child does when it is its turn. */
  @FunctionalInterface
  interface Work {
    Map<Metric, Double> with(Child child) throws Exception;
  }

  /**
   * Adds a contestant by the title that people read and the name that its JVM knows; its process
   * starts where it does not run yet.
   */
  Contest add(String title, String contestant, Work work) throws IOException {
    if (leftOut(title)) {
      return this;
    }
    Child known = byName.get(contestant);
    Child child = known == null ? start(contestant) : known;
    byName.put(contestant, child);
    turns.put(title, () -> work.with(child));
    return this;
  }

  /** Adds a turn that needs no process of its own. */
  Contest add(String title, Turn turn) {
    if (!leftOut(title)) {
      turns.put(title, turn);
    }
    return this;
  }

  /** The baseline always takes part. */
  private boolean leftOut(String title) {
    return !turns.isEmpty() && !title.contains(bench.only());
  }

  /** Starts a process that ends with the contest. */
  Child start(String contestant) throws IOException {
    return keep(bench.child(contestant, server));
  }

  Child keep(Child child) {
    children.add(child);
    return child;
  }

  /** Lets them take turns; the first one added is the baseline. The next case adds its own. */
  CaseResult result(String scenario, String name, String work, Metric primary) throws Exception {
    String title = name.isEmpty() ? scenario : scenario + ", " + name;
    String baseline = turns.keySet().iterator().next();
    List<Series> series = bench.alternation(title).run(turns);
    turns.clear();
    return new CaseResult(scenario, name, work, primary, baseline, series);
  }

  @Override
  public void close() {
    children.forEach(Child::close);
  }
}
