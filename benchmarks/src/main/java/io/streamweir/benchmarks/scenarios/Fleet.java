package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.contestants.Task;
import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What it costs that workers are many: they share a limit of running handlers, or one inbox of
 * which each has much in hand. Workers of one turn share a JVM, and each has a link of its own.
 */
final class Fleet implements Scenario {
  private static final Duration SETTLE_IN = Duration.ofSeconds(3);
  private static final int HELD = 256;
  private static final int MOST_RUNNING = 10;

  @Override
  public String name() {
    return "fleet";
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    return List.of(limited(bench), holding(bench));
  }

  private CaseResult limited(Bench bench) throws Exception {
    int jobs = bench.entries(10_000, 300);
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      Child fleet = contest.keep(bench.child("fleet.limited", server, "-Xss256k"));
      for (int workers : bench.quick() ? List.of(2, 4) : List.of(2, 4, 6, 8)) {
        contest.add(workers + " workers", () -> limited(server, fleet, workers, jobs));
      }
      String work =
          String.format(
              Locale.ROOT,
              "%,d jobs over 64 partitions, each works 10 ms, at most 10 at once in the whole fleet"
                  + " (ideal 1,000/s)",
              jobs);
      return contest.result(name(), "limit", work, Metric.RATE);
    }
  }

  /** The clock runs from the first submit to the end of the last job's handler. */
  private static Map<Metric, Double> limited(Server server, Child fleet, int workers, int jobs)
      throws Exception {
    fleet.ask("start", Map.of("workers", workers));
    TimeUnit.MILLISECONDS.sleep(SETTLE_IN.toMillis());
    double before = server.cpuMicros();
    long begun = System.nanoTime();
    Task figures = fleet.ask("run", Map.of("jobs", jobs));
    Map<Metric, Double> measured = new EnumMap<>(Metric.class);
    measured.put(Metric.RATE, jobs / ((System.nanoTime() - begun) / 1e9));
    measured.put(Metric.REDIS_SHARE, Shares.since(server, before, begun));
    stop(server, fleet);
    int most = (int) Double.parseDouble(figures.text("most"));
    if (most > MOST_RUNNING) {
      throw new IllegalStateException(most + " handlers ran at once");
    }
    return measured;
  }

  private CaseResult holding(Bench bench) throws Exception {
    Duration length = Duration.ofSeconds(bench.entries(10, 2));
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      Child fleet = contest.keep(bench.child("fleet.holding", server, "-Xss256k"));
      for (int workers : bench.quick() ? List.of(1, 2) : List.of(1, 8, 24)) {
        String title = workers + (workers == 1 ? " worker" : " workers");
        contest.add(title, () -> holding(server, fleet, workers, length));
      }
      String work =
          String.format(
              Locale.ROOT,
              "one inbox, %d entries in hand of each worker, room for as many more, none ends",
              HELD);
      return contest.result(name(), "in hand", work, Metric.REDIS_SHARE);
    }
  }

  private static Map<Metric, Double> holding(
      Server server, Child fleet, int workers, Duration length) throws Exception {
    fleet.ask("start", Map.of("workers", workers));
    fleet.ask("run", Map.of("jobs", workers * HELD));
    TimeUnit.MILLISECONDS.sleep(SETTLE_IN.toMillis());
    Map<Metric, Double> measured = new EnumMap<>(Metric.class);
    measured.put(Metric.REDIS_SHARE, Shares.ofRedis(server, length));
    measured.put(Metric.CALLS, server.calls(length).calls() / (double) length.toSeconds());
    stop(server, fleet);
    return measured;
  }

  private static void stop(Server server, Child fleet) throws Exception {
    fleet.ask("stop");
    server.commands().flushall();
  }
}
