package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.feature.cancel.CancelledJobs;
import io.streamweir.internal.feature.dedupe.HoldRule;
import io.streamweir.internal.feature.gather.BracketFactory;
import io.streamweir.internal.feature.gather.GatherRule;
import io.streamweir.internal.feature.keyed.KeyPermits;
import io.streamweir.internal.feature.keyed.KeyRule;
import io.streamweir.internal.feature.keyed.KeyedLane;
import io.streamweir.internal.feature.keyed.Ownership;
import io.streamweir.internal.feature.keyed.PartitionHold;
import io.streamweir.internal.feature.limit.LaneLimit;
import io.streamweir.internal.feature.limit.LimitScript;
import io.streamweir.internal.feature.limit.LimitedIntake;
import io.streamweir.internal.feature.priority.GatedIntake;
import io.streamweir.internal.feature.priority.PriorityGate;
import io.streamweir.internal.feature.window.FillRule;
import io.streamweir.internal.lane.BatchCrew;
import io.streamweir.internal.lane.BatchSize;
import io.streamweir.internal.lane.Crew;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.lane.Downstream;
import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.FailureLog;
import io.streamweir.internal.lane.HandlerStep;
import io.streamweir.internal.lane.Handling;
import io.streamweir.internal.lane.HandlingObserver;
import io.streamweir.internal.lane.InHand;
import io.streamweir.internal.lane.InboxGroup;
import io.streamweir.internal.lane.InboxTrim;
import io.streamweir.internal.lane.InlineCrew;
import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Observing;
import io.streamweir.internal.lane.OpenIntake;
import io.streamweir.internal.lane.PooledCrew;
import io.streamweir.internal.lane.Prefetch;
import io.streamweir.internal.lane.Reclaimer;
import io.streamweir.internal.lane.ReclaimingIntake;
import io.streamweir.internal.lane.Threads;
import io.streamweir.internal.settle.Fence;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<String, List<PartitionHold>> holds = new HashMap<>(); // of keyed stages

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
      PriorityGate.Place place = gate == null ? null : gate.place(priority);
      lanes.add(lane(stage, keys.at(priority), place, clock, cancelled));
    }
    return lanes;
  }

  private <I extends SpecificRecord, O extends SpecificRecord> Lane lane(
      StageDefinition<I, O> stage,
      Keys keys,
      PriorityGate.@Nullable Place place,
      ServerClock clock,
      CancelledJobs marks) {
    LaneContext lane = context(stage, keys, place == null ? new InHand() : place.inHand());
    marks.watch(lane.inHand());
    Downstream downstream = downstream(stage, keys);
    Ownership ownership = ownership(stage, keys);
    GatherRule gathers = new GatherRule(pipeline, stage, marks::has);
    Decision decision = new Decision(pipeline, stage, codec, marks, rules(stage, gathers));
    Settler settler = settler(stage, keys, lane, downstream, decision, clock, ownership);
    FailureLog failures = new FailureLog(lane.id());
    Handling<I, O> handling = handling(stage, keys, lane.id(), decision, gathers, failures);
    EntryRun<I, O> run = new EntryRun<>(lane, handling, settler, failures);
    InboxGroup group = new InboxGroup(lane, this::reintroduce);
    Intake intake;
    Crew crew;
    if (ownership == null) {
      crew = crew(stage, run, settler, lane);
      intake = intake(stage, keys, lane, place);
    } else {
      KeyPermits permits = KeyedLane.permits(lane, keys, stage, timer, upkeep);
      KeyedLane keyed =
          KeyedLane.of(
              lane, stage, concurrency(stage), ownership, group, run, decision, settler, permits);
      holds.computeIfAbsent(stage.name(), name -> new ArrayList<>()).add(keyed.hold());
      crew = keyed.crew();
      intake = gated(keyed.intake(), lane, place);
    }
    InboxTrim trim = new InboxTrim(lane.scripts(), stage.config().retention(), config.tapBound());
    return new Lane(lane, group, intake, downstream, run, crew, concurrency(stage), settler, trim);
  }

  private LaneContext context(StageDefinition<?, ?> stage, Keys keys, InHand inHand) {
    return new LaneContext(
        new LaneId(pipeline.name(), stage.name(), keys.partition(), keys.priority()),
        link,
        keys.inbox(stage.name()),
        config.consumer(),
        config.lease(),
        inHand,
        prefetch(stage),
        config.listener());
  }

  /**
   * Entries to take over had their turn before, so they wait for none. But a permit is asked for at
   * the lane's turn, and before anything is taken.
   */
  private Intake intake(
      StageDefinition<?, ?> stage,
      Keys keys,
      LaneContext lane,
      PriorityGate.@Nullable Place place) {
    Reclaimer reclaimer = new Reclaimer(lane, stage.config().maxDeliveries());
    StageLimits limits = stage.config().limits();
    if (!limits.any()) {
      Intake open = new OpenIntake(lane, true);
      return new ReclaimingIntake(gated(open, lane, place), lane, reclaimer);
    }
    Intake open = new ReclaimingIntake(new OpenIntake(lane, false), lane, reclaimer);
    String consumer = config.consumer() + "/" + keys.place();
    LimitScript script =
        new LimitScript(link, pipeline.name(), stage.name(), limits, consumer, config.lease());
    LaneLimit limit = new LaneLimit(lane, script, limits.maxRunning() > 0, reclaimer);
    return gated(new LimitedIntake(open, lane, limit), lane, place);
  }

  private static Intake gated(Intake intake, LaneContext lane, PriorityGate.@Nullable Place place) {
    return place == null ? intake : new GatedIntake(intake, lane, place);
  }

  /** The holds on its partitions, of a keyed stage. */
  List<PartitionHold> holds(StageDefinition<?, ?> stage) {
    return holds.getOrDefault(stage.name(), List.of());
  }

  private <I extends SpecificRecord, O extends SpecificRecord> Handling<I, O> handling(
      StageDefinition<I, O> stage,
      Keys keys,
      LaneId id,
      Decision decision,
      GatherRule gathers,
      FailureLog failures) {
    BracketFactory brackets = new BracketFactory(link, pipeline, codec, config.consumer());
    HandlerStep<I, O> splitting = brackets.splitting(stage, keys, gathers, decision);
    return new Handling<>(
        link.config().namespace(),
        id,
        brackets.runnable(stage, keys),
        codec,
        decision,
        splitting == null ? Handling.plainly(decision) : splitting,
        observer(id),
        timer,
        failures);
  }

  /** What the features of a stage make of its decisions, in this order. */
  private List<DecisionRule> rules(StageDefinition<?, ?> stage, GatherRule gathers) {
    boolean splits = pipeline.stages().stream().anyMatch(StageDefinition::splits);
    List<DecisionRule> rules = new ArrayList<>();
    rules.add(new HoldRule(entry -> splits && gathers.isPart(entry)));
    if (splits) {
      rules.add(gathers);
    }
    if (stage.config().keys().any()) {
      rules.add(new KeyRule(stage.config().keys().ordered()));
    }
    rules.add(new FillRule(pipeline, stage.name()));
    return rules;
  }

  /** An entry that waits in the worker would count as running. */
  private Prefetch prefetch(StageDefinition<?, ?> stage) {
    boolean mayWait = stage.config().limits().maxRunning() == 0;
    return new Prefetch(concurrency(stage), stage.config().maxBatch(), mayWait);
  }

  private HandlingObserver observer(LaneId id) {
    return config.observations().isNoop()
        ? HandlingObserver.NONE
        : new Observing(config.observations(), id);
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
      LaneContext lane,
      Downstream downstream,
      Decision decision,
      ServerClock clock,
      @Nullable Ownership ownership) {
    SettleScript script =
        new SettleScript(
            link,
            keys,
            stage.name(),
            stage.targets(),
            pipeline.resultTtl(),
            ownership == null ? Fence.NONE : ownership);
    int maxBatch = stage.config().maxBatch();
    // What is in flight behind a batch that is refused, or whose slot moves, would overtake it.
    int inFlight = ownership == null ? Settler.MAX_IN_FLIGHT : 1;
    return new Settler(
        lane.id(),
        script,
        maxBatch,
        inFlight,
        lane.inHand(),
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
      StageDefinition<I, O> stage, EntryRun<I, O> run, Settler settler, LaneContext lane) {
    int concurrency = concurrency(stage);
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
          Threads.perEntry("streamweir-" + lane.id()),
          timer);
    }
    if (concurrency == 1) {
      return new InlineCrew(run, settler, lane.prefetch());
    }
    ExecutorService threads = Threads.perEntry("streamweir-" + lane.id());
    return new PooledCrew(
        run, settler, lane.inHand(), lane.prefetch(), concurrency, maxBatch, threads);
  }

  private static BatchSize batchSize(BatchConfig batch, StageConfig config) {
    return new BatchSize(
        batch.maxEntries(), config.failure().maxAttempts(), config.maxDeliveries());
  }
}
