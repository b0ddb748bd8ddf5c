package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Settler;
import io.streamweir.pipeline.BatchConfig;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageDefinition;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntSupplier;

/** Makes the crew of a stage whose entries may be handled in any order. */
public final class Crews {
  private Crews() {}

  /**
   * The crew of a lane.
   *
   * @param places how many handlers may run at once now, besides the concurrency
   */
  public static Crew of(
      LaneContext lane,
      StageDefinition<?, ?> stage,
      int concurrency,
      EntryRun<?, ?> run,
      Settler settler,
      ScheduledExecutorService timer,
      IntSupplier places) {
    int maxBatch = stage.config().maxBatch();
    BatchConfig batch = stage.batch();
    if (batch != null) {
      return new BatchCrew<>(
          run,
          settler,
          lane.prefetch(),
          batchSize(batch, stage.config()),
          batch.within().toNanos(),
          concurrency,
          maxBatch,
          lane.threads(),
          timer);
    }
    return concurrency == 1
        ? new InlineCrew(run, settler, lane.prefetch(), places)
        : new PooledCrew(lane, run, settler, concurrency, maxBatch, places);
  }

  private static BatchSize batchSize(BatchConfig batch, StageConfig config) {
    return new BatchSize(
        batch.maxEntries(), config.failure().maxAttempts(), config.maxDeliveries());
  }
}
