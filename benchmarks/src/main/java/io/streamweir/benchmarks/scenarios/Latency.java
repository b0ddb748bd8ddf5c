package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.contestants.Task;
import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Meter;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** From submit to result through three stages, client and worker in one process. */
final class Latency implements Scenario {
  @Override
  public String name() {
    return "latency";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    List<CaseResult> results = new ArrayList<>();
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      int jobs = bench.entries(10_000, 250);
      results.add(measure(contest, server, "one at a time", 0, jobs));
      for (int rate : List.of(1_000, 10_000)) {
        jobs = bench.entries(10 * rate, rate / 4);
        results.add(
            measure(contest, server, String.format(Locale.ROOT, "%,d/s", rate), rate, jobs));
      }
    }
    return results;
  }

  private static CaseResult measure(Contest contest, Server server, String name, int rate, int jobs)
      throws Exception {
    contest
        .add("bare loops", "latency.bare", child -> turn(server, child, rate, jobs))
        .add("Streamweir", "latency.streamweir", child -> turn(server, child, rate, jobs))
        .add(
            "Streamweir, run through",
            "latency.streamweir-through",
            child -> turn(server, child, rate, jobs));
    String work =
        String.format(
            Locale.ROOT, "%,d jobs of 100 bytes through three stages to their result", jobs);
    return contest.result("latency", name, work, Metric.P50);
  }

  private static Map<Metric, Double> turn(Server server, Child child, int rate, int jobs)
      throws Exception {
    server.commands().flushall();
    child.ask("start");
    TimeUnit.MILLISECONDS.sleep(100);
    Meter meter = Meter.begin(server, child);
    Task figures = child.ask("run", Map.of("rate", rate, "count", jobs));
    Map<Metric, Double> measured = meter.end(jobs);
    child.ask("stop");
    if (rate > 0) {
      measured.remove(Metric.RATE); // given, not measured
    }
    measured.put(Metric.P50, Double.parseDouble(figures.text("p50")));
    measured.put(Metric.P99, Double.parseDouble(figures.text("p99")));
    measured.put(Metric.P999, Double.parseDouble(figures.text("p999")));
    return measured;
  }
}
