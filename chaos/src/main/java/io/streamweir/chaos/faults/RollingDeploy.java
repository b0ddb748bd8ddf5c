package io.streamweir.chaos.faults;

import io.streamweir.chaos.program.Settings;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.chaos.rig.WorkerProcess;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Workers are replaced one by one by those of a newer version of the program, and back. */
final class RollingDeploy implements Fault {
  private static final Duration DRAIN = Duration.ofSeconds(40);
  private static final double RATE = 400; // a JVM that starts takes a core for seconds

  @Override
  public String name() {
    return "rolling-deploy";
  }

  @Override
  public String how() {
    return "SIGTERM and replacement of one worker after the other, older and newer schema side by"
        + " side, forth and back";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withWorkers(extent.of(2, 4)).withRate(Math.min(usual.rate(), RATE));
  }

  @Override
  public void strike(Field field, Extent extent) {
    Settings older = field.setup().settings();
    for (int round = 0; round < extent.of(1, 4); round++) {
      replaceAll(field, older.withNewer(true));
      replaceAll(field, older);
    }
  }

  private static void replaceAll(Field field, Settings program) {
    List<WorkerProcess> before = field.workers().running();
    for (WorkerProcess old : before) {
      field.workers().start(field.workers().usual().with(program));
      long told = System.nanoTime();
      old.jvm().terminate();
      OptionalInt status = old.jvm().awaitExit(DRAIN);
      field.measured("drain of a worker", Duration.ofNanos(System.nanoTime() - told), DRAIN);
      field.expect("a drained worker exits 0: " + status, status.equals(OptionalInt.of(0)));
      Waiting.pause(field.between(Duration.ZERO, Duration.ofMillis(500)));
    }
  }
}
