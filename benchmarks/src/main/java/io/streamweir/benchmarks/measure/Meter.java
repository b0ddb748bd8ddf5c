package io.streamweir.benchmarks.measure;

import io.streamweir.benchmarks.contestants.Task;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** Measures what one turn of one child costs: from {@link #begin} to {@link #end}. */
public final class Meter {
  private final Server server;
  private final Child child;
  private final double redisBefore;
  private final long startedAt;

  private Meter(Server server, Child child) throws IOException {
    this.server = server;
    this.child = child;
    child.ask("mark");
    this.redisBefore = server.cpuMicros();
    this.startedAt = System.nanoTime();
  }

  /** Starts the clock. */
  public static Meter begin(Server server, Child child) throws IOException {
    return new Meter(server, child);
  }

  /** Stops the clock after so many entries. */
  public Map<Metric, Double> end(long entries) throws IOException {
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    double redis = server.cpuMicros() - redisBefore;
    Task usage = child.ask("usage");
    Map<Metric, Double> measured = new EnumMap<>(Metric.class);
    measured.put(Metric.RATE, entries / seconds);
    measured.put(Metric.REDIS_CPU, redis / entries);
    measured.put(Metric.CPU, Double.parseDouble(usage.text("cpu")) / entries);
    if (usage.settings().containsKey("allocated")) {
      measured.put(Metric.ALLOCATED, Double.parseDouble(usage.text("allocated")) / entries);
    }
    return measured;
  }
}
