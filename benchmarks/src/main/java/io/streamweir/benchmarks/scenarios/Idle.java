package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.contestants.Task;
import io.streamweir.benchmarks.measure.Calls;
import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What workers cost that have nothing to do, and how soon a job begins whose inbox was empty for
 * long. Workers of one turn share a JVM, and each has a link of its own.
 */
final class Idle implements Scenario {
  private static final List<Integer> FLEETS = List.of(1, 2, 10);
  private static final Duration QUIET = Duration.ofSeconds(4); // until all inboxes are cold
  private static final int RATE = 20; // jobs/s; over 64 partitions one in 3 s for each

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    List<CaseResult> results = new ArrayList<>();
    results.add(idle(bench, "plain", "idle.plain"));
    results.add(idle(bench, "with priorities", "idle.priorities"));
    results.add(idle(bench, "with a keyed stage", "idle.keyed"));
    results.add(idle(bench, "with a window", "idle.window"));
    results.add(begin(bench));
    return results;
  }

  private CaseResult idle(Bench bench, String name, String contestant) throws Exception {
    Duration length = Duration.ofSeconds(bench.entries(5, 1));
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      Child fleet = contest.keep(bench.child(contestant, server, "-Xss256k"));
      for (int workers : bench.quick() ? FLEETS.subList(0, 2) : FLEETS) {
        String title = workers + (workers == 1 ? " worker" : " workers");
        contest.add(title, () -> idle(server, fleet, workers, length));
      }
      String work = "workers of 5 stages over 64 partitions that have nothing to do";
      return contest.result(name(), name, work, Metric.CALLS);
    }
  }

  private static Map<Metric, Double> idle(Server server, Child fleet, int workers, Duration length)
      throws Exception {
    int others = connections(server);
    fleet.ask("start", Map.of("workers", workers));
    TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
    Map<Metric, Double> measured = new EnumMap<>(Metric.class);
    measured.put(Metric.REDIS_SHARE, Shares.ofRedis(server, length));
    Calls calls = server.calls(length);
    measured.put(Metric.CALLS, calls.calls() / (double) length.toSeconds());
    measured.put(Metric.COMMANDS, calls.commands() / (double) length.toSeconds());
    measured.put(Metric.CONNECTIONS, (connections(server) - others) / (double) workers);
    Task figures = fleet.ask("run");
    measured.put(Metric.THREADS, Double.parseDouble(figures.text("threads")));
    fleet.ask("stop");
    return measured;
  }

  private static int connections(Server server) {
    return Integer.parseInt(server.info("clients", "connected_clients"));
  }

  private CaseResult begin(Bench bench) throws Exception {
    int jobs = bench.entries(400, 40);
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      contest.add("one inbox", "idle.first", child -> begin(server, child, jobs, 1));
      contest.add("64 inboxes in turn", "idle.first", child -> begin(server, child, jobs, 1_000));
      String work =
          String.format(
              Locale.ROOT,
              "%,d jobs, %d/s, from submit to the handler's begin; in turn each inbox was empty for"
                  + " seconds",
              jobs,
              RATE);
      return contest.result(name(), "begin", work, Metric.P50);
    }
  }

  private static Map<Metric, Double> begin(Server server, Child child, int jobs, int keys)
      throws Exception {
    child.ask("start");
    TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
    Task figures = child.ask("run", Map.of("count", jobs, "rate", RATE, "keys", keys));
    child.ask("stop");
    server.commands().flushall();
    Map<Metric, Double> measured = new EnumMap<>(Metric.class);
    measured.put(Metric.P50, Double.parseDouble(figures.text("p50")));
    measured.put(Metric.P99, Double.parseDouble(figures.text("p99")));
    return measured;
  }
}
