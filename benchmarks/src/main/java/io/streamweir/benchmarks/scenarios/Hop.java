package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.HopDrive;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import java.util.List;
import java.util.Locale;

/** Entries from one inbox to the next through a handler that does nothing. */
final class Hop implements Scenario {
  private static final int SPRING_PART = 20; // it is so much slower

  @Override
  public String name() {
    return "hop";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    int entries = bench.entries(500_000, 20_000);
    int few = entries / SPRING_PART;
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      HopDrive drive = new HopDrive(server);
      contest
          .add("bare loop", "hop.bare", child -> drive.turn(child, entries))
          .add("Streamweir", "hop.streamweir", child -> drive.turn(child, entries))
          .add("Streamweir, records", "hop.streamweir-records", child -> drive.turn(child, entries))
          .add(
              "Streamweir, metrics on",
              "hop.streamweir-metrics",
              child -> drive.turn(child, entries))
          .add("Streamweir, ordered", "hop.streamweir-ordered", child -> drive.turn(child, entries))
          .add("Jedis, pipelined", "hop.jedis", child -> drive.turn(child, entries))
          .add("Jedis, script", "hop.jedis-script", child -> drive.turn(child, entries))
          .add("Redisson, batched", "hop.redisson", child -> drive.turn(child, entries))
          .add("Spring container", "hop.spring", child -> drive.turn(child, few));
      String work =
          String.format(
              Locale.ROOT,
              "%,d entries of 100 bytes from one inbox to the next, one process (Spring: %,d)",
              entries,
              few);
      return List.of(contest.result(name(), "", work, Metric.RATE));
    }
  }
}
