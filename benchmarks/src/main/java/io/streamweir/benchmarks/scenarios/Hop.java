package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.Alternation.Turn;
import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.HopDrive;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Series;
import io.streamweir.benchmarks.measure.Server;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Entries from one inbox to the next through a handler that does nothing. */
public final class Hop implements Scenario {
  /** The contestant that all others are compared with. */
  static final String BARE = "bare loop";

  private static final int SPRING_PART = 20; // it is so much slower

  @Override
  public String name() {
    return "hop";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    int entries = bench.entries(500_000, 50_000);
    int few = entries / SPRING_PART;
    try (Server server = bench.server();
        Children children = new Children()) {
      HopDrive drive = new HopDrive(server);
      Map<String, Turn> turns = new LinkedHashMap<>();
      turns.put(BARE, turn(drive, children.start(bench, "hop.bare", server), entries));
      turns.put("Streamweir", turn(drive, children.start(bench, "hop.streamweir", server), entries));
      turns.put("Jedis, pipelined", turn(drive, children.start(bench, "hop.jedis", server), entries));
      turns.put("Jedis, script", turn(drive, children.start(bench, "hop.jedis-script", server), entries));
      turns.put("Redisson, batched", turn(drive, children.start(bench, "hop.redisson", server), entries));
      turns.put("Spring container", turn(drive, children.start(bench, "hop.spring", server), few));
      List<Series> series = bench.alternation(name()).run(turns);
      String work =
          "%,d entries of 100 bytes from one inbox to the next, one process (Spring: %,d)"
              .formatted(entries, few);
      return List.of(new CaseResult(name(), "", work, Metric.RATE, BARE, series));
    }
  }

  private static Turn turn(HopDrive drive, Child child, int entries) {
    return () -> drive.turn(child, entries);
  }
}
