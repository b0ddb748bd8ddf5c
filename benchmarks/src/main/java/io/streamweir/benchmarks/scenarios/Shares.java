package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.Server;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How much of a core Redis uses. */
final class Shares {
  private Shares() {}

  /** In per cent, over this time from now on. */
  static double ofRedis(Server server, Duration length) throws InterruptedException {
    double before = server.cpuMicros();
    long begun = System.nanoTime();
    TimeUnit.MILLISECONDS.sleep(length.toMillis());
    return since(server, before, begun);
  }

  /** In per cent, since then. */
  static double since(Server server, double cpuMicros, long nanoTime) {
    return 100 * (server.cpuMicros() - cpuMicros) / ((System.nanoTime() - nanoTime) / 1e3);
  }
}
