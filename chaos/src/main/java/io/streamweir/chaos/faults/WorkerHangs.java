package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.chaos.rig.WorkerProcess;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A worker stands still with a settlement on its lips, and goes on when it is too late. */
final class WorkerHangs implements Fault {
  private static final int LEASES = 3;

  @Override
  public String name() {
    return "worker-hangs";
  }

  @Override
  public String how() {
    return "SIGSTOP of a worker as it sends a settlement, SIGCONT and the settlement let through"
        + " three leases later: it is fenced";
  }

  @Override
  public void strike(Field field, Extent extent) {
    for (int round = 0; round < extent.of(1, 4); round++) {
      WorkerProcess victim = field.workers().running().get(0);
      try {
        victim
            .proxy()
            .beforeNext(WorkerCommands.settlement(), () -> freeze(field, victim))
            .get(60, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new IllegalStateException("the worker settled nothing", e);
      }
      field.awaitProgress("jobs were done beside the thawed worker");
    }
  }

  /** Runs in the proxy, which lets the settlement through when this returns. */
  private static void freeze(Field field, WorkerProcess victim) {
    victim.jvm().pause();
    long frozen = System.nanoTime();
    field.expect("the frozen worker had entries", !field.pending(victim).isEmpty());
    Takeover.await(field, victim);
    Duration wanted = field.setup().lease().multipliedBy(LEASES);
    Duration left = wanted.minusNanos(System.nanoTime() - frozen);
    if (!left.isNegative()) {
      Waiting.pause(left);
    }
    victim.jvm().resume();
  }
}
