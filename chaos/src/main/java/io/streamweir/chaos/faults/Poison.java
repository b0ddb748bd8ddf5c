package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.JobPlan;
import io.streamweir.chaos.program.Kind;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;

/** Jobs kill every worker that handles them. */
final class Poison implements Fault {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long FIRST = 9_000_000;

  @Override
  public String name() {
    return "poison";
  }

  @Override
  public String how() {
    return "jobs that end the process of each worker which handles them; dead workers are replaced:"
        + " such a job is dead after two deliveries, its neighbours live";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withWorkers(3);
  }

  @Override
  public void strike(Field field, Extent extent) {
    int jobs = extent.of(1, 4);
    for (int i = 0; i < jobs; i++) {
      field.load().submitNow(new JobPlan(FIRST + i, Kind.HALT, i));
    }
    Duration took =
        Waiting.require(
            "the poison was dead",
            PATIENCE,
            () -> {
              if (field.workers().running().size() < 2) {
                field.workers().startSoon(); // it may die of it before it says that it works
              }
              return field.letters("danger") == jobs;
            });
    field.measured("poison out of the way", took);
    field.note(
        (field.workers().started() - field.workers().running().size()) + " workers died of it");
  }
}
