package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.HopDrive;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Hop and submit with an append-only file. */
final class Persist implements Scenario {
  @Override
  public String name() {
    return "persist";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    List<CaseResult> results = new ArrayList<>();
    int entries = bench.entries(500_000, 20_000);
    // Without rewriting the file, which would fall on whoever's turn it is.
    try (Server server = bench.server("--appendonly", "yes", "--auto-aof-rewrite-percentage", "0");
        Contest contest = new Contest(bench, server)) {
      for (String fsync : List.of("everysec", "always")) {
        server.commands().configSet("appendfsync", fsync);
        results.add(hop(contest, server, fsync, entries));
        results.add(submit(contest, server, fsync, entries));
      }
    }
    return results;
  }

  private static CaseResult hop(Contest contest, Server server, String fsync, int entries)
      throws Exception {
    HopDrive drive = new HopDrive(server);
    contest
        .add("bare loop", "hop.bare", child -> drive.turn(child, entries))
        .add("Streamweir", "hop.streamweir", child -> drive.turn(child, entries));
    String work =
        String.format(Locale.ROOT, "%,d entries of 100 bytes from one inbox to the next", entries);
    return contest.result("persist", "hop, appendfsync " + fsync, work, Metric.RATE);
  }

  private static CaseResult submit(Contest contest, Server server, String fsync, int entries)
      throws Exception {
    contest
        .add("bare XADD", "submit.bare", c -> Submit.turn(server, c, "batch", entries))
        .add("Streamweir", "submit.streamweir", c -> Submit.turn(server, c, "batch", entries));
    String work = String.format(Locale.ROOT, "%,d jobs of 100 bytes in batches", entries);
    return contest.result("persist", "submit, appendfsync " + fsync, work, Metric.RATE);
  }
}
