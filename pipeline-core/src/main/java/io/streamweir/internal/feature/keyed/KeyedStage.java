package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes what a worker's lanes of one keyed stage have of their own. */
public final class KeyedStage {
  /** The texts of what fences a batch of a keyed stage, and of its effects, by name. */
  public static final List<String> TEXTS = List.of(Ownership.TEXT, Park.TEXT);

  private final StageConfig config;
  private final int concurrency;
  private final Executor executor;
  private final Upkeep upkeep;
  private final List<PartitionHold> holds = new ArrayList<>();

  public KeyedStage(StageConfig config, int concurrency, Executor executor, Upkeep upkeep) {
    this.config = config;
    this.concurrency = concurrency;
    this.executor = executor;
    this.upkeep = upkeep;
  }

  /** What it makes of a decision. */
  public DecisionRule rule() {
    return new KeyRule(config.keys().ordered());
  }

  public KeyedLane lane(LaneContext lane, Keys keys) {
    KeyedLane made = new KeyedLane(lane, keys, config, concurrency, permits(lane, keys));
    holds.add(made.hold());
    return made;
  }

  private @Nullable KeyPermits permits(LaneContext lane, Keys keys) {
    RateLimit rate = config.keys().rate();
    if (rate == null) {
      return null;
    }
    KeyRateScript script = new KeyRateScript(lane.link(), keys, lane.id().stage(), rate);
    KeyPermits permits = new KeyPermits(script, lane.id(), executor);
    permits.start(upkeep);
    return permits;
  }

  /** Shares the partitions of those lanes with other workers. */
  public Balancer balancer() {
    LaneContext one = holds.get(0).lane();
    MembersScript members =
        new MembersScript(
            one.link(), one.id().pipeline(), one.id().stage(), one.consumer(), one.lease());
    return new Balancer(members, holds, one.lease());
  }
}
