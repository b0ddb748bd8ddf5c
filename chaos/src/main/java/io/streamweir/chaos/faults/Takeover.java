package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.WorkerProcess;
import java.time.Duration;

/** What follows the death of a worker. */
final class Takeover {
  private static final Duration BEYOND_LEASE = Duration.ofSeconds(1);

  private Takeover() {}

  /** Waits until others have what the dead worker had, within its lease and a second. */
  static void await(Field field, WorkerProcess dead) {
    await(field, dead, field.setup().lease().plus(BEYOND_LEASE));
  }

  /** The same within another time. */
  static void await(Field field, WorkerProcess dead, Duration bound) {
    long killed = System.nanoTime();
    field.awaitTakeover(dead);
    field.measured(
        "takeover from " + dead.name(), Duration.ofNanos(System.nanoTime() - killed), bound);
  }
}
