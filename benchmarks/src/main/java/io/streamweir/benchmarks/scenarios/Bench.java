package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.Alternation;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What scenarios run on.
 *
 * @param redisServer the server's binary
 * @param quick whether to be done within a few seconds
 * @param rounds how many rounds count
 * @param only part of the names of those who take part, beside the baseline; empty for all
 * @param javaOptions what every contestant's JVM is started with
 * @param peers the folder that holds the peers' drivers
 */
public record Bench(
    Path redisServer,
    boolean quick,
    int rounds,
    String only,
    List<String> javaOptions,
    Path peers) {
  private static final int WARM_UPS = 3;

  /** Starts a server of the scenario's own. */
  Server server(String... options) throws IOException, InterruptedException {
    return Server.start(redisServer, List.of(options));
  }

  /** Starts a contestant; options of its own override those of all. */
  Child child(String contestant, Server server, String... own) throws IOException {
    List<String> options = new ArrayList<>(javaOptions);
    options.addAll(List.of(own));
    return Child.java(contestant, server.uri(), options);
  }

  /** So many entries in a full run, and a part of them in a quick one. */
  int entries(int full, int inQuick) {
    return quick ? inQuick : full;
  }

  /** Takes turns, first to warm up but in a quick run, and says so on standard error. */
  Alternation alternation(String what) {
    return new Alternation(
        quick ? 0 : WARM_UPS,
        rounds,
        (contestant, round, measured) ->
            System.err.printf(
                "%-22s %-28s %-8s %s%n",
                what, contestant, round > 0 ? "round " + round : "warm-up", Progress.of(measured)));
  }
}
