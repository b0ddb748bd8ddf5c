package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.HopDrive;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Handlers that wait 5 ms, 64 at once in each of up to eight worker processes. */
final class Blocking implements Scenario {
  private static final int CONCURRENCY = 64;
  private static final int WAIT_MILLIS = 5;
  private static final int IDEAL = CONCURRENCY * 1000 / WAIT_MILLIS; // entries/s of one process

  @Override
  public String name() {
    return "blocking";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    List<Integer> sizes = bench.quick() ? List.of(1, 2) : List.of(1, 2, 4, 8);
    int each = bench.entries(4 * IDEAL, IDEAL / 2);
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      HopDrive drive = new HopDrive(server);
      List<Child> children = new ArrayList<>();
      for (int i = 0; i < sizes.get(sizes.size() - 1); i++) {
        children.add(contest.start("blocking.streamweir"));
      }
      for (int size : sizes) {
        List<Child> some = children.subList(0, size);
        contest.add(size + (size == 1 ? " process" : " processes"), () -> turn(drive, some, each));
      }
      String work =
          String.format(
              Locale.ROOT,
              "%,d entries per process, each handler waits %d ms, %d at once, ideal %,d entries/s"
                  + " per process",
              each,
              WAIT_MILLIS,
              CONCURRENCY,
              IDEAL);
      return List.of(contest.result(name(), "", work, Metric.EFFICIENCY));
    }
  }

  private static Map<Metric, Double> turn(HopDrive drive, List<Child> children, int each)
      throws Exception {
    Map<Metric, Double> measured = drive.turn(children, each * children.size());
    double rate = measured.getOrDefault(Metric.RATE, 0.0);
    measured.put(Metric.EFFICIENCY, rate / (IDEAL * children.size()));
    return measured;
  }
}
