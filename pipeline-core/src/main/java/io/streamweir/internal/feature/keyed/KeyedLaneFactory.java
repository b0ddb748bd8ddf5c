package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.lane.Crew;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.InHand;
import io.streamweir.internal.lane.Prefetch;
import io.streamweir.internal.lane.Threads;
import io.streamweir.internal.settle.Settler;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.KeyLimits;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.WorkerConfig;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Puts together what the lane of a keyed stage has of its own. */
public final class KeyedLaneFactory {
  private final RedisLink link;
  private final StageDefinition<?, ?> stage;
  private final Keys keys;
  private final WorkerConfig config;
  private final Executor executor;
  private final Upkeep upkeep;

  public KeyedLaneFactory(
      RedisLink link,
      StageDefinition<?, ?> stage,
      Keys keys,
      WorkerConfig config,
      Executor executor,
      Upkeep upkeep) {
    this.link = link;
    this.stage = stage;
    this.keys = keys;
    this.config = config;
    this.executor = executor;
    this.upkeep = upkeep;
  }

  public KeyedParts parts(
      Ownership ownership,
      WorkerListener.LaneId id,
      EntryReader reader,
      InHand inHand,
      Settler settler,
      EntryRun<?, ?> run,
      Decision decision,
      Prefetch prefetch) {
    PartitionHold hold = new PartitionHold(id, ownership, config.lease());
    Parking parking = new Parking(run, decision, inHand);
    run.whenLetGo(() -> hold.lose("an entry had to be given up"));
    int maxDeliveries = stage.config().maxDeliveries();
    TakeScript take =
        new TakeScript(link, keys.inbox(stage.name()), config.consumer(), ownership, maxDeliveries);
    OwnedIntake intake =
        new OwnedIntake(id, hold, take, reader, inHand, parking, maxDeliveries, config.listener());
    hold.whenLost(intake::letGo);
    return new KeyedParts(intake, crew(id, hold, parking, inHand, settler, run, prefetch));
  }

  private Crew crew(
      WorkerListener.LaneId id,
      PartitionHold hold,
      Parking parking,
      InHand inHand,
      Settler settler,
      EntryRun<?, ?> run,
      Prefetch prefetch) {
    KeyLimits limits = stage.config().keys();
    int concurrency =
        config.concurrency() > 0 ? config.concurrency() : stage.config().concurrency();
    int maxBatch = stage.config().maxBatch();
    KeyPermits permits = permits(limits.rate(), id);
    if (concurrency == 1 && permits == null) {
      return new KeyedInlineCrew(run, settler, prefetch, hold, parking, limits.ordered());
    }
    return new KeyedCrew(
        run,
        settler,
        inHand,
        prefetch,
        hold,
        parking,
        permits,
        limits,
        concurrency,
        maxBatch,
        Threads.perEntry("streamweir-" + id));
  }

  private @Nullable KeyPermits permits(@Nullable RateLimit rate, WorkerListener.LaneId id) {
    if (rate == null) {
      return null;
    }
    KeyPermits permits =
        new KeyPermits(new PermitScript(link, keys, stage.name(), rate), id, executor);
    permits.start(upkeep);
    return permits;
  }
}
