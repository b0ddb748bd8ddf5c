package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.lane.Crew;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.InboxGroup;
import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.settle.Fence;
import io.streamweir.internal.settle.Settler;
import io.streamweir.pipeline.KeyLimits;
import io.streamweir.pipeline.StageConfig;
import org.jspecify.annotations.Nullable;

/** Makes what the lane of a keyed stage has of its own. */
public final class KeyedLane {
  /** Where its entries come from, and what handles them. */
  public record Parts(Intake intake, Crew crew) {}

  private final LaneContext lane;
  private final StageConfig config;
  private final int concurrency;
  private final Ownership ownership;
  private final PartitionHold hold;
  private final @Nullable KeyPermits permits;

  KeyedLane(
      LaneContext lane,
      Keys keys,
      StageConfig config,
      int concurrency,
      @Nullable KeyPermits permits) {
    String stage = lane.id().stage();
    this.lane = lane;
    this.config = config;
    this.concurrency = concurrency;
    this.ownership = new Ownership(lane.link(), keys, stage, lane.consumer(), lane.lease());
    this.hold = new PartitionHold(lane, ownership);
    this.permits = permits;
  }

  PartitionHold hold() {
    return hold;
  }

  /** Keeps settlements of a lost ownership from counting. */
  public Fence fence() {
    return ownership;
  }

  public Parts parts(InboxGroup group, EntryRun<?, ?> run, Decision decision, Settler settler) {
    Parking parking = new Parking(run, decision, lane.inHand());
    run.whenLetGo(() -> hold.lose("an entry had to be given up"));
    int maxDeliveries = config.maxDeliveries();
    TakeScript take =
        new TakeScript(lane.link(), lane.inbox(), lane.consumer(), ownership, maxDeliveries);
    Crew crew = crew(parking, run, settler);
    return new Parts(
        new OwnedIntake(lane, group, hold, take, parking, crew, settler, maxDeliveries), crew);
  }

  private Crew crew(Parking parking, EntryRun<?, ?> run, Settler settler) {
    KeyLimits limits = config.keys();
    if (concurrency == 1 && permits == null) {
      return new KeyedInlineCrew(run, settler, lane.prefetch(), hold, parking, limits.ordered());
    }
    return new KeyedCrew(lane, run, settler, hold, parking, permits, config, concurrency);
  }
}
