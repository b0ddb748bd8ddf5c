package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.chaos.rig.WorkerProcess;
import java.time.Duration;
import java.util.List;

/** Workers die at random moments. */
final class WorkersKilled implements Fault {
  @Override
  public String name() {
    return "worker-killed";
  }

  @Override
  public String how() {
    return "kill -9 of a worker at random moments; another one is started each time";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual;
  }

  @Override
  public void strike(Field field, Extent extent) {
    for (int round = 0; round < extent.of(2, 10); round++) {
      Waiting.pause(field.between(Duration.ZERO, Duration.ofSeconds(1)));
      List<WorkerProcess> running = field.workers().running();
      WorkerProcess victim = running.get(field.random().nextInt(running.size()));
      victim.kill();
      WorkerProcess next = field.workers().startSoon();
      Takeover.await(field, victim);
      next.awaitReady();
    }
  }
}
