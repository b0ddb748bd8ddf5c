package io.streamweir.benchmarks.measure;

import io.streamweir.benchmarks.contestants.Task;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Measures what one turn of one or more children costs: from {@link #begin} to {@link #end}. */
public final class Meter {
  private final Server server;
  private final List<Child> children;
  private final double redisBefore;
  private final long startedAt;

  private Meter(Server server, List<Child> children) throws IOException {
    this.server = server;
    this.children = List.copyOf(children);
    for (Child child : children) {
      child.ask("mark");
    }
    this.redisBefore = server.cpuMicros();
    this.startedAt = System.nanoTime();
  }

  /** Starts the clock. */
  public static Meter begin(Server server, Child child) throws IOException {
    return new Meter(server, List.of(child));
  }

  /** Starts the clock for children that work together. */
  public static Meter begin(Server server, List<Child> children) throws IOException {
    return new Meter(server, children);
  }

  /** Stops the clock after so many entries. */
  public Map<Metric, Double> end(long entries) throws IOException {
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    double redis = server.cpuMicros() - redisBefore;
    Map<Metric, Double> measured = new EnumMap<>(Metric.class);
    measured.put(Metric.RATE, entries / seconds);
    measured.put(Metric.REDIS_CPU, redis / entries);
    for (Child child : children) {
      Task usage = child.ask("usage");
      add(measured, Metric.CPU, usage, "cpu", entries);
      add(measured, Metric.ALLOCATED, usage, "allocated", entries);
    }
    return measured;
  }

  /** Programs that are no JVMs do not know what they allocate. */
  private static void add(
      Map<Metric, Double> measured, Metric metric, Task usage, String name, long entries) {
    if (usage.settings().containsKey(name)) {
      measured.merge(metric, Double.parseDouble(usage.text(name)) / entries, Double::sum);
    }
  }
}
