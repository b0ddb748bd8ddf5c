package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.ReadBound;
import io.streamweir.internal.feature.cancel.CancelledJobs;
import io.streamweir.internal.feature.gather.BracketFactory;
import io.streamweir.internal.feature.keyed.KeyedLaneFactory;
import io.streamweir.internal.feature.keyed.KeyedParts;
import io.streamweir.internal.feature.keyed.Ownership;
import io.streamweir.internal.feature.limit.LaneLimit;
import io.streamweir.internal.feature.limit.LimitScript;
import io.streamweir.internal.feature.priority.PriorityGate;
import io.streamweir.internal.lane.BatchCrew;
import io.streamweir.internal.lane.BatchSize;
import io.streamweir.internal.lane.Crew;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.Downstream;
import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.FailureLog;
import io.streamweir.internal.lane.Handling;
import io.streamweir.internal.lane.InHand;
import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.internal.lane.InlineCrew;
import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.lane.LaneParts;
import io.streamweir.internal.lane.Observing;
import io.streamweir.internal.lane.PooledCrew;
import io.streamweir.internal.lane.Prefetch;
import io.streamweir.internal.lane.Reclaimer;
import io.streamweir.internal.lane.Threads;
import io.streamweir.internal.settle.ServerClock;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settler;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.listener.WorkerListener.LaneId;
import io.streamweir.pipeline.BatchConfig;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StageLimits;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Puts lanes together. */
final class LaneFactory {
  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final WorkerConfig config;
  private final AvroCodec codec;
  private final ScheduledExecutorService timer;
  private final Runnable restoreSchedules;
  private final Upkeep upkeep;

  LaneFactory(
      RedisLink link,
      Pipeline<?> pipeline,
      WorkerConfig config,
      AvroCodec codec,
      ScheduledExecutorService timer,
      Runnable restoreSchedules,
      Upkeep upkeep) {
    this.link = link;
    this.pipeline = pipeline;
    this.config = config;
    this.codec = codec;
    this.timer = timer;
    this.restoreSchedules = restoreSchedules;
    this.upkeep = upkeep;
  }

  /** One for each priority of the pipeline; where there are several, they share a gate. */
  List<Lane> lanes(
      StageDefinition<?, ?> stage, Keys keys, ServerClock clock, CancelledJobs cancelled) {
    PriorityGate gate = pipeline.priorities().size() == 1 ? null : new PriorityGate();
    List<Lane> lanes = new ArrayList<>();
    for (Priority priority : pipeline.priorities()) {
      InHand inHand = gate == null ? new InHand() : gate.place(priority).inHand();
      cancelled.watch(inHand);
      lanes.add(lane(stage, keys.at(priority), inHand, clock, cancelled));
    }
    return lanes;
  }

  private <I extends SpecificRecord, O extends SpecificRecord> Lane lane(
      StageDefinition<I, O> stage, Keys keys, InHand hand, ServerClock clock, CancelledJobs marks) {
    LaneId id = new LaneId(pipeline.name(), stage.name(), keys.partition(), keys.priority());
    String inbox = keys.inbox(stage.name());
    Downstream downstream = downstream(stage, keys);
    Ownership ownership = ownership(stage, keys);
    Decision decision = new Decision(pipeline, stage, codec, marks);
    Settler settler = settler(stage, keys, id, hand, downstream, decision, clock, ownership);
    InboxScripts scripts = new InboxScripts(link, inbox, config.consumer());
    Reclaimer reclaimer = reclaimer(stage, inbox, id, scripts, hand);
    Prefetch prefetch = prefetch(stage);
    FailureLog failures = new FailureLog(id);
    Handling<I, O> handling = handling(stage, keys, id, decision, marks, failures);
    EntryRun<I, O> run =
        new EntryRun<>(id, handling, settler, hand, prefetch, failures, config.listener());
    EntryReader reader = new EntryReader(link, inbox, config.consumer());
    reader.bound(ReadBound.leavingOut(ids -> scripts.release(config.lease(), false, ids)));
    KeyedParts keyed =
        keyed(stage, keys, id, ownership, reader, hand, settler, run, decision, prefetch);
    return new Lane(
        new LaneParts(
            id,
            inbox,
            link,
            reader,
            hand,
            limit(stage, keys, hand, reclaimer),
            keyed.intake(),
            downstream,
            settler,
            run,
            keyed.crew(),
            concurrency(stage),
            reclaimer,
            scripts,
            config.lease(),
            stage.config().retention(),
            config.tapBound(),
            this::reintroduce,
            config.listener()));
  }

  private <I extends SpecificRecord, O extends SpecificRecord> Handling<I, O> handling(
      StageDefinition<I, O> stage,
      Keys keys,
      LaneId id,
      Decision decision,
      CancelledJobs cancelled,
      FailureLog failures) {
    BracketFactory brackets = new BracketFactory(link, pipeline, codec, config.consumer());
    return new Handling<>(
        link.config().namespace(),
        id,
        brackets.runnable(stage, keys),
        codec,
        decision,
        cancelled,
        timer,
        failures,
        observing(id),
        brackets.splitting(stage, keys));
  }

  /** An entry that waits in the worker would count as running. */
  private Prefetch prefetch(StageDefinition<?, ?> stage) {
    boolean mayWait = stage.config().limits().maxRunning() == 0;
    return new Prefetch(concurrency(stage), stage.config().maxBatch(), mayWait);
  }

  private @Nullable LaneLimit limit(
      StageDefinition<?, ?> stage, Keys keys, InHand inHand, Reclaimer reclaimer) {
    StageLimits limits = stage.config().limits();
    if (!limits.any()) {
      return null;
    }
    String inbox = keys.inbox(stage.name());
    String consumer = config.consumer() + "/" + keys.place();
    LimitScript script =
        new LimitScript(link, pipeline.name(), stage.name(), limits, consumer, config.lease());
    boolean slots = limits.maxRunning() > 0;
    LaneLimit limit = new LaneLimit(link, inbox, script, slots, inHand, reclaimer);
    PriorityGate.Place place = inHand.place();
    if (place != null) {
      place.limitedBy(limit);
    }
    return limit;
  }

  private @Nullable Observing observing(LaneId id) {
    return config.observations().isNoop() ? null : new Observing(config.observations(), id);
  }

  private Reclaimer reclaimer(
      StageDefinition<?, ?> stage, String inbox, LaneId id, InboxScripts scripts, InHand inHand) {
    return new Reclaimer(
        id,
        inbox,
        config.consumer(),
        link,
        scripts,
        inHand,
        config.lease(),
        stage.config().maxDeliveries(),
        config.listener());
  }

  private <I extends SpecificRecord, O extends SpecificRecord> KeyedParts keyed(
      StageDefinition<I, O> stage,
      Keys keys,
      LaneId id,
      @Nullable Ownership ownership,
      EntryReader reader,
      InHand inHand,
      Settler settler,
      EntryRun<I, O> run,
      Decision decision,
      Prefetch prefetch) {
    return ownership == null
        ? new KeyedParts(null, crew(stage, run, settler, inHand, prefetch, id))
        : new KeyedLaneFactory(link, stage, keys, config, timer, upkeep)
            .parts(ownership, id, reader, inHand, settler, run, decision, prefetch);
  }

  private @Nullable Ownership ownership(StageDefinition<?, ?> stage, Keys keys) {
    return stage.config().keys().any()
        ? new Ownership(link, keys, stage.name(), config.consumer(), config.lease())
        : null;
  }

  private int concurrency(StageDefinition<?, ?> stage) {
    return config.concurrency() > 0 ? config.concurrency() : stage.config().concurrency();
  }

  private Downstream downstream(StageDefinition<?, ?> stage, Keys keys) {
    Downstream downstream = new Downstream(link);
    for (String target : stage.targets()) {
      downstream.watch(keys.inbox(target), pipeline.stage(target).config().maxBacklog());
    }
    return downstream;
  }

  private Settler settler(
      StageDefinition<?, ?> stage,
      Keys keys,
      LaneId id,
      InHand inHand,
      Downstream downstream,
      Decision decision,
      ServerClock clock,
      @Nullable Ownership ownership) {
    SettleScript script =
        new SettleScript(
            link, keys, stage.name(), stage.targets(), pipeline.resultTtl(), ownership);
    int maxBatch = stage.config().maxBatch();
    // What is in flight behind a batch that is refused, or whose slot moves, would overtake it.
    int inFlight = ownership == null ? Settler.MAX_IN_FLIGHT : 1;
    return new Settler(
        id,
        script,
        maxBatch,
        inFlight,
        inHand,
        downstream,
        decision::unsettleable,
        config.listener(),
        clock,
        timer);
  }

  private void reintroduce() {
    PipelineMeta.agree(link, pipeline);
    codec.registerAgain();
    restoreSchedules.run();
  }

  private <I extends SpecificRecord, O extends SpecificRecord> Crew crew(
      StageDefinition<I, O> stage,
      EntryRun<I, O> run,
      Settler settler,
      InHand inHand,
      Prefetch prefetch,
      LaneId id) {
    int concurrency = concurrency(stage);
    int maxBatch = stage.config().maxBatch();
    BatchConfig batch = stage.batch();
    if (batch != null) {
      return new BatchCrew<>(
          run,
          settler,
          prefetch,
          batchSize(batch, stage.config()),
          batch.within().toNanos(),
          concurrency,
          maxBatch,
          Threads.perEntry("streamweir-" + id),
          timer);
    }
    if (concurrency == 1) {
      return new InlineCrew(run, settler, prefetch);
    }
    ExecutorService threads = Threads.perEntry("streamweir-" + id);
    return new PooledCrew(run, settler, inHand, prefetch, concurrency, maxBatch, threads);
  }

  private static BatchSize batchSize(BatchConfig batch, StageConfig config) {
    return new BatchSize(
        batch.maxEntries(), config.failure().maxAttempts(), config.maxDeliveries());
  }
}
