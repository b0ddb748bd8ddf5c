package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.lane.Crew;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.InboxGroup;
import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Threads;
import io.streamweir.internal.settle.Settler;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.pipeline.KeyLimits;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageDefinition;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the lane of a keyed stage has of its own.
 *
 * @param hold its hold on the partition
 */
public record KeyedLane(Intake intake, Crew crew, PartitionHold hold) {
  /** Puts it together. */
  public static KeyedLane of(
      LaneContext lane,
      StageDefinition<?, ?> stage,
      int concurrency,
      Ownership ownership,
      InboxGroup group,
      EntryRun<?, ?> run,
      Decision decision,
      Settler settler,
      @Nullable KeyPermits permits) {
    PartitionHold hold = new PartitionHold(lane, ownership);
    Parking parking = new Parking(run, decision, lane.inHand());
    run.whenLetGo(() -> hold.lose("an entry had to be given up"));
    int maxDeliveries = stage.config().maxDeliveries();
    TakeScript take =
        new TakeScript(lane.link(), lane.inbox(), lane.consumer(), ownership, maxDeliveries);
    Crew crew = crew(lane, stage, concurrency, hold, parking, run, settler, permits);
    Intake intake = new OwnedIntake(lane, group, hold, take, parking, crew, settler, maxDeliveries);
    return new KeyedLane(intake, crew, hold);
  }

  private static Crew crew(
      LaneContext lane,
      StageDefinition<?, ?> stage,
      int concurrency,
      PartitionHold hold,
      Parking parking,
      EntryRun<?, ?> run,
      Settler settler,
      @Nullable KeyPermits permits) {
    KeyLimits limits = stage.config().keys();
    if (concurrency == 1 && permits == null) {
      return new KeyedInlineCrew(run, settler, lane.prefetch(), hold, parking, limits.ordered());
    }
    return new KeyedCrew(
        run,
        settler,
        lane.inHand(),
        lane.prefetch(),
        hold,
        parking,
        permits,
        limits,
        concurrency,
        stage.config().maxBatch(),
        Threads.perEntry("streamweir-" + lane.id()));
  }

  /** What permits entries of a key by their rate; null where nothing limits that. */
  public static @Nullable KeyPermits permits(
      LaneContext lane, Keys keys, StageDefinition<?, ?> stage, Executor executor, Upkeep upkeep) {
    RateLimit rate = stage.config().keys().rate();
    if (rate == null) {
      return null;
    }
    KeyRateScript script = new KeyRateScript(lane.link(), keys, stage.name(), rate);
    KeyPermits permits = new KeyPermits(script, lane.id(), executor);
    permits.start(upkeep);
    return permits;
  }
}
