package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.HopDrive;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import java.util.ArrayList;
import java.util.List;

/** Hop and submit with an append-only file. */
final class Persist implements Scenario {
  @Override
  public String name() {
    return "persist";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    List<CaseResult> results = new ArrayList<>();
    for (String fsync : List.of("everysec", "always")) {
      int entries = bench.entries(500_000, 20_000);
      try (Server server = server(bench, fsync);
          Contest hop = new Contest(bench, server);
          Contest submit = new Contest(bench, server)) {
        HopDrive drive = new HopDrive(server);
        hop.add("bare loop", "hop.bare", child -> drive.turn(child, entries))
            .add("Streamweir", "hop.streamweir", child -> drive.turn(child, entries));
        String name = "hop, appendfsync " + fsync;
        String work = "%,d entries of 100 bytes from one inbox to the next".formatted(entries);
        results.add(hop.result(name(), name, work, Metric.RATE));
        hop.close();
        submit
            .add("bare XADD", "submit.bare", c -> Submit.turn(server, c, "batch", entries))
            .add("Streamweir", "submit.streamweir", c -> Submit.turn(server, c, "batch", entries));
        name = "submit, appendfsync " + fsync;
        work = "%,d jobs of 100 bytes in batches".formatted(entries);
        results.add(submit.result(name(), name, work, Metric.RATE));
      }
    }
    return results;
  }

  /** Without rewriting the file, which would fall on whoever's turn it is. */
  private static Server server(Bench bench, String fsync) throws Exception {
    return bench.server(
        "--appendonly", "yes", "--appendfsync", fsync, "--auto-aof-rewrite-percentage", "0");
  }
}
