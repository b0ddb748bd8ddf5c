package io.streamweir.internal.housekeeping;

import io.streamweir.internal.upkeep.UpkeepTask;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Some upkeep of one partition, which one of the workers has. For a moment two may have it.
 * Thread-safe.
 */
public final class Duty {
  private final Duties duties;
  private final int group;
  private final int partition;

  Duty(Duties duties, int group, int partition) {
    this.duties = duties;
    this.group = group;
    this.partition = partition;
  }

  /** Whether it is this worker's. */
  public boolean isMine() {
    return duties.has(group, partition);
  }

  /** The same task, which does nothing where another worker does it. */
  public UpkeepTask only(UpkeepTask task) {
    return new UpkeepTask(
        task.role(),
        task.purpose(),
        task.interval(),
        task.afterFailure(),
        task.patience(),
        () -> isMine() ? done(task.work()) : CompletableFuture.completedFuture(task.interval()));
  }

  /** Does a unit of work of it. */
  public CompletionStage<Duration> done(Callable<? extends CompletionStage<Duration>> work)
      throws Exception {
    return work.call().whenComplete((wait, thrown) -> duties.ended(partition, thrown));
  }
}
