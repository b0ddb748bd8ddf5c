package io.streamweir.chaos.faults;

import io.streamweir.chaos.program.ThrowingWorker;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.chaos.rig.WorkerProcess;

/** A program that embeds the only worker listens to it, and throws Errors at all that it hears. */
final class ListenersThrow implements Fault {
  @Override
  public String name() {
    return "listeners-throw";
  }

  @Override
  public String how() {
    return "the only worker is within a program whose listeners throw exceptions and Errors at half"
        + " of what they hear, of commands and of the worker, while its connections are cut";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withWorkers(1);
  }

  @Override
  public void strike(Field field, Extent extent) {
    WorkerProcess usual = field.workers().running().get(0);
    WorkerProcess throwing =
        field.workers().start(field.workers().usual().with(ThrowingWorker.class));
    usual.kill();
    Takeover.await(field, usual);
    for (int round = 0; round < extent.of(2, 20); round++) {
      Waiting.pause(extent.ofSeconds(1, 5));
      throwing.proxy().cut();
      field.awaitProgress("jobs were done by a worker whose listeners throw");
    }
    field.expect("the worker whose listeners throw still runs", throwing.jvm().isAlive());
  }
}
