package io.streamweir.benchmarks.scenarios;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.benchmarks.contestants.Names;
import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Meter;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The access-log pipeline, from the first submit to the last settlement. */
final class AccessLog implements Scenario {
  private static final String TOTALS = Names.key("access-log", "state:totals");
  private static final long GIVE_UP_NANOS = Duration.ofMinutes(3).toNanos();

  @Override
  public String name() {
    return "pipeline";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    int lines = bench.entries(200_000, 10_000);
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      contest
          .add("bare loops", "pipeline.bare", child -> turn(server, child, lines))
          .add("Streamweir", "pipeline.streamweir", child -> turn(server, child, lines))
          .add(
              "Streamweir, run through",
              "pipeline.streamweir-through",
              child -> turn(server, child, lines));
      String work =
          String.format(Locale.ROOT, "%,d lines of a web server's log through three stages", lines);
      return List.of(contest.result(name(), "", work, Metric.RATE));
    }
  }

  private static Map<Metric, Double> turn(Server server, Child child, int lines) throws Exception {
    server.commands().flushall();
    child.ask("start", Map.of("count", lines));
    TimeUnit.MILLISECONDS.sleep(100);
    Meter meter = Meter.begin(server, child);
    child.ask("run", Map.of("count", lines));
    await(server.commands(), lines);
    Map<Metric, Double> measured = meter.end(lines);
    child.ask("stop");
    return measured;
  }

  /** Each line is counted once, in the settlement that ends it. */
  private static void await(RedisCommands<String, byte[]> redis, int lines) throws Exception {
    long deadline = System.nanoTime() + GIVE_UP_NANOS;
    while (count(redis, "accepted") + count(redis, "rejected") != lines) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not all lines were counted: " + redis.hgetall(TOTALS));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private static long count(RedisCommands<String, byte[]> redis, String field) {
    byte[] value = redis.hget(TOTALS, field);
    return value == null ? 0 : Long.parseLong(new String(value, StandardCharsets.US_ASCII));
  }
}
