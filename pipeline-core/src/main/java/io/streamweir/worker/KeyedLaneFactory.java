package io.streamweir.worker;

import io.streamweir.pipeline.KeyLimits;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.EntryReader;
import io.streamweir.redis.Keys;
import io.streamweir.redis.Ownership;
import io.streamweir.redis.PermitScript;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.TakeScript;
import io.streamweir.upkeep.Upkeep;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Puts together what the lane of a keyed stage has of its own. */
final class KeyedLaneFactory {
  private final RedisLink link;
  private final StageDefinition<?, ?> stage;
  private final Keys keys;
  private final WorkerConfig config;
  private final Executor executor;
  private final Upkeep upkeep;

  KeyedLaneFactory(
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

  KeyedParts parts(
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
