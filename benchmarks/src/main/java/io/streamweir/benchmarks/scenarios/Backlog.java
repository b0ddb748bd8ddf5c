package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.BacklogDrive;
import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import java.util.List;
import java.util.Locale;

/** Whether it matters how many entries wait, and what one that waits costs. */
final class Backlog implements Scenario {
  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    int entries = bench.entries(400_000, 20_000);
    List<Integer> sizes =
        bench.quick() ? List.of(10_000, 100_000) : List.of(10_000, 1_000_000, 5_000_000);
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      Child child = contest.start("hop.streamweir");
      for (int size : sizes) {
        BacklogDrive drive = new BacklogDrive(server, size);
        contest.add(
            String.format(Locale.ROOT, "%,d waiting", size), () -> drive.turn(child, entries));
      }
      String work =
          String.format(
              Locale.ROOT,
              "%,d entries of 100 bytes hop while as many are added, so that the backlog stays",
              entries);
      return List.of(contest.result(name(), "", work, Metric.RATE));
    }
  }
}
