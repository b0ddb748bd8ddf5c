package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.breaker.Breakers;
import io.streamweir.internal.feature.cancel.CancelledJobs;
import io.streamweir.internal.feature.chain.Chains;
import io.streamweir.internal.feature.gather.GatherPlace;
import io.streamweir.internal.feature.gather.Gathers;
import io.streamweir.internal.feature.keyed.Balancer;
import io.streamweir.internal.feature.keyed.KeyedLane;
import io.streamweir.internal.feature.keyed.KeyedStage;
import io.streamweir.internal.feature.limit.Limits;
import io.streamweir.internal.feature.pause.PauseWatch;
import io.streamweir.internal.feature.priority.GatedIntake;
import io.streamweir.internal.feature.priority.PriorityGate;
import io.streamweir.internal.feature.progress.ProgressBoard;
import io.streamweir.internal.feature.schedule.ScheduleRegistration;
import io.streamweir.internal.feature.through.Throughs;
import io.streamweir.internal.housekeeping.Duties;
import io.streamweir.internal.housekeeping.Duty;
import io.streamweir.internal.housekeeping.OverdueLook;
import io.streamweir.internal.lane.Crew;
import io.streamweir.internal.lane.Crews;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.FailureLog;
import io.streamweir.internal.lane.HaltableIntake;
import io.streamweir.internal.lane.InboxGroup;
import io.streamweir.internal.lane.InboxTrim;
import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.OpenIntake;
import io.streamweir.internal.lane.Reclaimer;
import io.streamweir.internal.lane.ReclaimingIntake;
import io.streamweir.internal.lane.WaitingReads;
import io.streamweir.internal.settle.Downstream;
import io.streamweir.internal.settle.Fence;
import io.streamweir.internal.settle.InHand;
import io.streamweir.internal.settle.ServerClock;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settler;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener.LaneId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Puts a worker together of the kernel and of what its pipeline's features add. Beside {@link
 * WorkerRights} no class knows all features. Name a new feature here.
 */
final class Assembly {
  private static final Duration RESTORE_INTERVAL = Duration.ofSeconds(5);

  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final WorkerConfig config;
  private final ScheduledExecutorService timer;
  private final Upkeep upkeep;
  private final AvroCodec codec;
  private final Gathers gathers;
  private final ScheduleRegistration<?> schedules;
  private final Duties duties;
  private final PauseWatch pauses;
  private final Breakers breakers;
  private final Chains chains;
  private final Limits limits;
  private final WaitingReads waitingReads;
  private final Handlings handlings;
  private final Throughs throughs;
  private final Map<String, KeyedStage> keyed = new LinkedHashMap<>(); // by the stage's name
  private final List<Lane> lanes = new ArrayList<>();
  private final List<PartitionUpkeep> partitions = new ArrayList<>();
  private final List<UpkeepTask> tasks = new ArrayList<>();
  private final List<ProgressBoard> boards = new ArrayList<>();
  private final List<Balancer> balancers = new ArrayList<>();
  private volatile Upkeep.@Nullable Handle restoring;

  Assembly(
      RedisLink link,
      Pipeline<?> pipeline,
      WorkerConfig config,
      ScheduledExecutorService timer,
      Upkeep upkeep,
      WaitingReads waitingReads) {
    this.link = link;
    this.pipeline = pipeline;
    this.config = config;
    this.timer = timer;
    this.upkeep = upkeep;
    this.waitingReads = waitingReads;
    this.codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link)));
    for (StageDefinition<?, ?> stage : pipeline.stages()) {
      codec.register(stage.input());
      codec.register(stage.output());
    }
    this.gathers = new Gathers(link, pipeline, codec, config.consumer());
    this.schedules = new ScheduleRegistration<>(link, pipeline, codec);
    List<String> stages = mine().stream().map(StageDefinition::name).toList();
    this.duties = Duties.among(link, pipeline.name(), stages, config.consumer());
    this.pauses = new PauseWatch(link, pipeline.name());
    tasks.add(pauses.task());
    this.breakers = new Breakers(link, pipeline, mine(), config.consumer(), config.listener());
    this.chains = new Chains(link, pipeline, codec, config.consumer(), config.listener(), timer);
    this.limits = new Limits(link, config.consumer(), config.lease(), timer);
    this.handlings = handlings();
    this.throughs = new Throughs(link, pipeline, mine(), config.runThrough(), timer);
    for (StageDefinition<?, ?> stage : mine()) {
      if (stage.config().keys().any()) {
        keyed.put(stage.name(), new KeyedStage(stage.config(), concurrency(stage), timer, upkeep));
      }
    }
    for (Keys keys : Keys.partitions(link, pipeline.name(), pipeline.partitions())) {
      add(keys);
    }
    keyed.values().forEach(stage -> balancers.add(stage.balancer()));
  }

  private Handlings handlings() {
    String namespace = link.config().namespace();
    return new Handlings(namespace, pipeline, config, codec, gathers, breakers, chains, timer);
  }

  private List<StageDefinition<?, ?>> mine() {
    return pipeline.stages().stream()
        .filter(stage -> config.stages().isEmpty() || config.stages().contains(stage.name()))
        .toList();
  }

  private int concurrency(StageDefinition<?, ?> stage) {
    return config.concurrency() > 0 ? config.concurrency() : stage.config().concurrency();
  }

  List<Lane> lanes() {
    return lanes;
  }

  /** Whether entries run through any of its stages. */
  boolean through() {
    return throughs.any();
  }

  /** Makes known what the pipeline defines, and hears of what was cancelled or paused before. */
  void introduce() {
    schedules.start(upkeep);
    restoring =
        upkeep.start(
            UpkeepTask.awaiting(
                RESTORE_INTERVAL,
                "schedules",
                "looking for lost schedules of " + pipeline.name(),
                () -> schedules.restore(timer)));
    link.await(duties.ask()); // before, so that no news is missed
    link.awaitAll(partitions.stream().map(PartitionUpkeep::learn).toList());
    link.await(pauses.look());
    link.awaitAll(chains.learn());
    link.awaitAll(throughs.learn());
  }

  /** Begins what is done beside the lanes. */
  void begin() {
    duties.start(upkeep);
    partitions.forEach(partition -> partition.start(upkeep));
    tasks.forEach(upkeep::start);
    chains.tasks().forEach(upkeep::start);
    balancers.forEach(balancer -> balancer.start(upkeep));
    breakers.begin(upkeep);
  }

  /** Begins to leave what is shared with other workers. */
  void leave() {
    balancers.forEach(Balancer::leave);
    duties.leave();
  }

  /** What this worker does for all others that run the same stages. */
  Duty duty(Lane lane) {
    return duties.ofStages(lane.id().partition());
  }

  /** Nothing is handled any more: says the last of what is told beside settlements. Never fails. */
  CompletableFuture<?> end() {
    chains.close();
    List<CompletableFuture<?>> last = new ArrayList<>(List.of(breakers.end()));
    boards.forEach(board -> last.add(board.show()));
    return CompletableFuture.allOf(last.toArray(CompletableFuture<?>[]::new))
        .exceptionally(thrown -> null);
  }

  /** Redis has lost its data. */
  private void reintroduce() {
    PipelineMeta.agree(link, pipeline);
    codec.registerAgain();
    Upkeep.Handle started = restoring;
    if (started != null) {
      started.wake();
    }
  }

  /** The lanes of one partition, and what is done beside them. */
  private void add(Keys keys) {
    ServerClock clock = new ServerClock();
    CancelledJobs cancelled = new CancelledJobs(GatherPlace::cancelledNames);
    ProgressBoard board = new ProgressBoard(link, pipeline.name(), keys, config.consumer());
    boards.add(board);
    tasks.add(board.task());
    Duty duty = duties.ofAll(keys.partition());
    chains.add(keys, duty);
    int before = lanes.size();
    for (StageDefinition<?, ?> stage : mine()) {
      PriorityGate gate = pipeline.priorities().size() == 1 ? null : new PriorityGate();
      for (Priority priority : pipeline.priorities()) {
        PriorityGate.Place place = gate == null ? null : gate.place(priority);
        lanes.add(lane(stage, keys.at(priority), place, clock, cancelled, board));
      }
    }
    throughs.connect(
        (at, in, failures) -> {
          Handlings.Place there = new Handlings.Place(at.keys(), in, Fence.NONE, cancelled, board);
          return handlings.of(at.stage(), there, null, failures).handling();
        });
    List<Lane> here = lanes.subList(before, lanes.size());
    tasks.add(new OverdueLook(link, keys, here, config.lease(), duties).task());
    PartitionUpkeep upkeep =
        new PartitionUpkeep(link, pipeline, config, keys, timer, clock, cancelled, duties);
    upkeep.add(duty, codec, gathers);
    partitions.add(upkeep);
  }

  /**
   * One lane.
   *
   * @param place among those of other priorities; null where there are none
   */
  private <I, O> Lane lane(
      StageDefinition<I, O> stage,
      Keys keys,
      PriorityGate.@Nullable Place place,
      ServerClock clock,
      CancelledJobs cancelled,
      ProgressBoard board) {
    LaneContext lane = context(stage, keys, place == null ? new InHand() : place.inHand());
    cancelled.watch(lane.inHand());
    KeyedStage keyedStage = keyed.get(stage.name());
    KeyedLane keyedLane = keyedStage == null ? null : keyedStage.lane(lane, keys);
    Fence fence = keyedLane == null ? Fence.NONE : keyedLane.fence();
    FailureLog failures = new FailureLog(lane.id());
    Handlings.Place here = new Handlings.Place(keys, lane, fence, cancelled, board);
    Handlings.Made<I, O> made = handlings.of(stage, here, keyedStage, failures);
    Decision decision = made.decision();
    Downstream downstream = Downstream.of(link, pipeline, stage, keys);
    chains.watch(stage, keys, downstream);
    Settler settler = settler(stage, keys, lane, downstream, decision, clock, fence);
    EntryRun<I, O> run = new EntryRun<>(lane, made.handling(), settler, failures);
    InboxGroup group = new InboxGroup(lane, this::reintroduce);
    InboxTrim trim = new InboxTrim(lane.scripts(), stage.config().retention(), config.tapBound());
    int concurrency = concurrency(stage);
    String name = stage.name();
    Intake intake;
    Crew crew;
    if (keyedLane == null) {
      intake = intake(stage, keys, lane, place);
      crew = Crews.of(lane, stage, concurrency, run, settler, timer, intake::places);
    } else {
      KeyedLane.Parts parts = keyedLane.parts(group, run, decision, settler);
      intake = gated(parts.intake(), lane, place);
      crew = parts.crew();
    }
    HaltableIntake haltable = new HaltableIntake(breakers.intake(intake, lane), lane);
    pauses.watch(haltable);
    breakers.watch(haltable);
    throughs.add(
        new Throughs.Place(
            stage, keys, lane, run, downstream, () -> haltable.open() && breakers.closed(name)));
    return new Lane(lane, group, haltable, downstream, run, crew, concurrency, settler, trim);
  }

  private LaneContext context(StageDefinition<?, ?> stage, Keys keys, InHand inHand) {
    String inbox = keys.inbox(stage.name());
    return LaneContext.of(
        new LaneId(pipeline.name(), stage.name(), keys.partition(), keys.priority()),
        link,
        inbox,
        config.consumer(),
        config.lease(),
        inHand,
        limits.prefetch(stage, concurrency(stage)),
        config.listener(),
        waitingReads.of(inbox, keys.partition()),
        config.virtualThreads());
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
    int deliveries = stage.config().maxDeliveries();
    Reclaimer reclaimer = new Reclaimer(lane, keys.swept(stage.name()), deliveries);
    if (!stage.config().limits().any()) {
      Intake open = new OpenIntake(lane, true);
      return new ReclaimingIntake(gated(open, lane, place), lane, reclaimer);
    }
    Intake open = new ReclaimingIntake(new OpenIntake(lane, false), lane, reclaimer);
    return gated(limits.intake(open, lane, stage, reclaimer, concurrency(stage)), lane, place);
  }

  private static Intake gated(Intake intake, LaneContext lane, PriorityGate.@Nullable Place place) {
    return place == null ? intake : new GatedIntake(intake, lane, place);
  }

  private Settler settler(
      StageDefinition<?, ?> stage,
      Keys keys,
      LaneContext lane,
      Downstream downstream,
      Decision decision,
      ServerClock clock,
      Fence fence) {
    // What is in flight behind a batch that is refused, or whose slot moves, would overtake it.
    return new Settler(
        lane.id(),
        SettleScript.of(
            link, pipeline, stage, throughs.reach(stage), keys, config.consumer(), fence),
        stage.config().maxBatch(),
        fence == Fence.NONE ? Settler.MAX_IN_FLIGHT : 1,
        lane.inHand(),
        downstream,
        decision::unsettleable,
        config.listener(),
        clock,
        timer);
  }
}
