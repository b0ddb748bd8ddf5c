package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.contestants.Names;
import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Meter;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Jobs into an inbox: one at a time, one by one without waiting, and in batches. */
final class Submit implements Scenario {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int ONE_AT_A_TIME_PART = 10; // each waits for its answer

  @Override
  public String name() {
    return "submit";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    int jobs = bench.entries(500_000, 20_000);
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      return List.of(
          measure(contest, server, "one at a time", "one", jobs / ONE_AT_A_TIME_PART),
          measure(contest, server, "not waiting", "async", jobs),
          measure(contest, server, "in batches", "batch", jobs));
    }
  }

  private static CaseResult measure(
      Contest contest, Server server, String name, String mode, int jobs) throws Exception {
    contest
        .add("bare XADD", "submit.bare", child -> turn(server, child, mode, jobs))
        .add("Streamweir", "submit.streamweir", child -> turn(server, child, mode, jobs));
    if (!mode.equals("async")) { // Jedis cannot but wait
      contest.add("Jedis", "submit.jedis", child -> turn(server, child, mode, jobs));
    }
    contest.add("Redisson", "submit.redisson", child -> turn(server, child, mode, jobs));
    return contest.result("submit", name, work(jobs, name), Metric.RATE);
  }

  private static String work(int jobs, String name) {
    return String.format(Locale.ROOT, "%,d jobs of 100 bytes, %s, one thread", jobs, name);
  }

  /** One turn; the scenario persist uses it, too. */
  static Map<Metric, Double> turn(Server server, Child child, String mode, int jobs)
      throws Exception {
    server.commands().del(Names.inbox("hop"));
    Meter meter = Meter.begin(server, child);
    child.ask("run", Map.of("mode", mode, "count", jobs));
    awaitArrival(server, jobs); // a contestant that skips answers ends before its last jobs arrive
    return meter.end(jobs);
  }

  private static void awaitArrival(Server server, int jobs) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long arrived = server.commands().xlen(Names.inbox("hop"));
    while (arrived != jobs) {
      if (arrived > jobs || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(arrived + " of " + jobs + " jobs arrived");
      }
      arrived = server.commands().xlen(Names.inbox("hop"));
    }
  }
}
