package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.LanePresence;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.cancel.CancelledJobs;
import io.streamweir.internal.feature.gather.GatherPlace;
import io.streamweir.internal.feature.gather.GatherStore;
import io.streamweir.internal.feature.gather.GatherTicker;
import io.streamweir.internal.feature.gather.OverdueScript;
import io.streamweir.internal.feature.keyed.Balancer;
import io.streamweir.internal.feature.keyed.MembersScript;
import io.streamweir.internal.feature.keyed.PartitionHold;
import io.streamweir.internal.feature.schedule.FireObserving;
import io.streamweir.internal.feature.schedule.ScheduleRegistration;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.schedule.ScheduleTicker;
import io.streamweir.internal.feature.window.WindowCloser;
import io.streamweir.internal.feature.window.WindowScripts;
import io.streamweir.internal.housekeeping.Heartbeat;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.housekeeping.Promoter;
import io.streamweir.internal.housekeeping.Renewer;
import io.streamweir.internal.housekeeping.Trimmer;
import io.streamweir.internal.lane.Drain;
import io.streamweir.internal.lane.GuardedListener;
import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.lane.LaneThread;
import io.streamweir.internal.lane.Threads;
import io.streamweir.internal.settle.ServerClock;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.LaneView;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the stages of one pipeline until it is closed: one lane per stage, partition and
 * priority, and beside the lanes what keeps the pipeline going. Keeps the JVM alive. Thread-safe.
 * Closing it does not close the link.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration RESTORE_INTERVAL = Duration.ofSeconds(5);
  private static final Duration RETIRE_INTERVAL = Duration.ofSeconds(30);

  /**
   * After so long settlements leave that were gathered in front of a handler which takes its time.
   */
  private static final Duration SETTLE_INTERVAL = Duration.ofMillis(50);

  private static final Duration LEAST_IDLE = Duration.ofMinutes(1);

  private final WorkerConfig config;
  private final Pipeline<?> pipeline;
  private final ScheduledExecutorService timer;
  private final Upkeep upkeep;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<LaneThread> threads = new ArrayList<>();
  private final List<Promoter> promoters = new ArrayList<>();
  private final List<GatherTicker> gathers = new ArrayList<>();
  private final List<ScheduleTicker> tickers = new ArrayList<>();
  private final List<Balancer> balancers = new ArrayList<>();
  private final List<WindowCloser> closers = new ArrayList<>();
  private final ShutdownDrain shutdown;
  private volatile Upkeep.@Nullable Handle restoring;
  private final List<Heartbeat> heartbeats = new ArrayList<>();
  private boolean closed;

  private Worker(Pipeline<?> pipeline, WorkerConfig config) {
    this.config = config;
    this.pipeline = pipeline;
    this.shutdown = new ShutdownDrain(config.consumer(), this::close);
    this.timer = Threads.timer("streamweir-upkeep-" + pipeline.name());
    this.upkeep =
        new Upkeep(
            "streamweir-upkeep-" + pipeline.name() + "-clock",
            timer,
            Worker::passes,
            (task, thrown) -> config.listener().upkeepFailed(pipeline.name(), task.role(), thrown));
  }

  private void assemble(RedisLink link) {
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link)));
    for (StageDefinition<?, ?> stage : pipeline.stages()) {
      codec.register(stage.input());
      codec.register(stage.output());
    }
    ScheduleRegistration<?> schedules = new ScheduleRegistration<>(link, pipeline, codec);
    LaneFactory factory =
        new LaneFactory(link, pipeline, config, codec, timer, this::restoreSchedules, upkeep);
    List<String> all = pipeline.stages().stream().map(StageDefinition::name).toList();
    for (Keys keys : Keys.partitions(link, pipeline.name(), pipeline.partitions())) {
      ServerClock clock = new ServerClock();
      CancelledJobs cancelled = new CancelledJobs(GatherPlace::marks);
      for (StageDefinition<?, ?> stage : mine()) {
        lanes.addAll(factory.lanes(stage, keys, clock, cancelled));
      }
      pipeline.priorities().forEach(priority -> addGathers(link, keys.at(priority), clock));
      PromoteScript script = new PromoteScript(link, keys, pipeline.priorities(), all);
      ScheduleTicker ticker = ticker(new ScheduleStore(link, keys));
      tickers.add(ticker);
      promoters.add(promoter(keys, script, clock, cancelled, ticker));
      pipeline.windows().forEach(window -> closers.add(closer(link, keys, window, codec)));
    }
    lanes.forEach(lane -> heartbeats.add(new Heartbeat(lane, presence(link, lane.id()))));
    mine().stream()
        .filter(stage -> stage.config().keys().any())
        .forEach(stage -> balance(stage, factory, link));
    schedules.start(upkeep);
    restoring =
        await(
            RESTORE_INTERVAL,
            "schedules",
            "looking for lost schedules of " + pipeline.name(),
            () -> schedules.restore(timer));
    link.awaitAll(promoters.stream().map(Promoter::learn).toList());
  }

  private Promoter promoter(
      Keys keys,
      PromoteScript script,
      ServerClock clock,
      CancelledJobs cancelled,
      ScheduleTicker ticker) {
    return new Promoter(
        pipeline.name(), keys.partition(), script, config.listener(), clock, cancelled, ticker);
  }

  private void restoreSchedules() {
    Upkeep.Handle started = restoring;
    if (started != null) {
      started.wake();
    }
  }

  private void addGathers(RedisLink link, Keys keys, ServerClock clock) {
    if (pipeline.stages().stream().anyMatch(StageDefinition::splits)) {
      OverdueScript script = new OverdueScript(link, keys, pipeline.resultTtl());
      gathers.add(new GatherTicker(pipeline, new GatherStore(link, keys), script, clock));
    }
  }

  private LanePresence presence(RedisLink link, WorkerListener.LaneId id) {
    Keys keys = Keys.of(link, pipeline.name(), id.partition()).at(id.priority());
    return new LanePresence(link, keys, id.stage(), config.consumer());
  }

  private void balance(StageDefinition<?, ?> stage, LaneFactory factory, RedisLink link) {
    MembersScript members =
        new MembersScript(link, pipeline.name(), stage.name(), config.consumer(), config.lease());
    balancers.add(new Balancer(members, factory.holds(stage), config.lease()));
  }

  private WindowCloser closer(RedisLink link, Keys keys, Window window, AvroCodec codec) {
    WindowScripts scripts = new WindowScripts(link, keys, pipeline, window);
    return new WindowCloser(
        pipeline.name(), keys.partition(), window, scripts, codec, timer, config.listener());
  }

  private ScheduleTicker ticker(ScheduleStore store) {
    FireObserving observing = new FireObserving(config.observations(), pipeline.name());
    return new ScheduleTicker(pipeline, store, timer, config.listener(), observing);
  }

  /**
   * Starts a worker with the default configuration.
   *
   * @throws PipelineMeta.MismatchException where Redis holds another definition of the pipeline
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked now, which a worker
   *     outlives once it has started, or where the link's user may not do all that a worker does
   */
  public static Worker start(RedisLink link, Pipeline<?> pipeline) {
    return start(link, pipeline, WorkerConfig.defaults());
  }

  /**
   * Starts a worker.
   *
   * @throws IllegalArgumentException where the configuration names a stage that the pipeline does
   *     not have
   * @throws PipelineMeta.MismatchException where Redis holds another definition of the pipeline
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked now, which a worker
   *     outlives once it has started, or where the link's user may not do all that a worker does
   */
  public static Worker start(RedisLink link, Pipeline<?> pipeline, WorkerConfig config) {
    config.stages().forEach(pipeline::stage);
    RedisLink patient = link.patient();
    WorkerPermissions.check(patient, pipeline);
    Pipeline<?> agreed = PipelineMeta.agree(patient, pipeline);
    if (agreed != pipeline) {
      WorkerPermissions.check(patient, agreed);
    }
    EvictionCheck.warn(patient);
    WorkerListener guarded = new GuardedListener(config.listener());
    Worker worker = new Worker(agreed, config.withListener(guarded));
    try {
      worker.assemble(link);
      worker.begin();
      return worker;
    } catch (RuntimeException | Error e) { // nobody else could end what has begun
      worker.abandon(e);
      throw e;
    }
  }

  /** The name under which this worker appears in the consumer groups. */
  public String consumer() {
    return config.consumer();
  }

  /**
   * For how long the lane that has waited longest had no answer from Redis: what a liveness probe
   * should watch. A lane whose handler takes its time counts as answered while its leases are
   * renewed.
   */
  public Duration oldestPoll() {
    return lanes.stream()
        .map(Lane::sinceContact)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** A look at each of its lanes, which shows the present each time it is asked. */
  public List<LaneView> lanes() {
    return List.copyOf(lanes);
  }

  /**
   * Drains this worker when the JVM is told to end: on SIGTERM, on SIGINT, at {@link System#exit}.
   * The JVM waits for the drain, for at most a little longer than {@link
   * WorkerConfig#drainTimeout}. Without this, the JVM ends at once, and what was in hand waits for
   * its lease. The link must stay open until then.
   *
   * @return this worker
   */
  public Worker closeOnShutdown() {
    shutdown.arm();
    return this;
  }

  /**
   * Works until the JVM is told to end, as on SIGTERM, and drains then: what the main method of a
   * worker's process calls last. Returns when the worker has drained, also where another thread has
   * closed it.
   *
   * @throws InterruptedException where this thread is interrupted; the worker is then closed, too
   */
  public void runUntilShutdown() throws InterruptedException {
    closeOnShutdown();
    try {
      shutdown.await();
    } finally {
      close();
    }
  }

  /**
   * Drains: stops reading, hands back what has not been started, lets running handlers finish for
   * the drain timeout and interrupts them then, settles what is decided. Blocks until that is done;
   * does nothing the second time.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      drain();
    } finally {
      shutdown.ended();
    }
  }

  private void drain() {
    boolean clean = false;
    try {
      balancers.forEach(Balancer::leave);
      clean = new Drain(lanes, threads, config.drainTimeout()).run();
    } finally {
      upkeep.close(); // not before, for the sake of those that are cancelled meanwhile
      timer.shutdownNow();
      Heartbeat.await(heartbeats.stream().map(Heartbeat::stop).toArray(CompletableFuture[]::new));
      lanes.forEach(lane -> config.listener().stopped(lane));
    }
    LOG.info(
        "worker {} of {} has {}",
        consumer(),
        pipeline.name(),
        clean ? "drained" : "stopped without a clean drain");
  }

  private List<StageDefinition<?, ?>> mine() {
    return pipeline.stages().stream()
        .filter(stage -> config.stages().isEmpty() || config.stages().contains(stage.name()))
        .toList();
  }

  /** The worker could not be started. */
  private void abandon(Throwable failure) {
    try {
      if (!threads.isEmpty()) {
        close();
      }
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
    } finally {
      upkeep.close();
      timer.shutdownNow();
    }
  }

  private void begin() {
    for (Lane lane : lanes) {
      keepUp(lane);
      LaneThread thread = new LaneThread(lane);
      lane.entries().whenStuck(thread::stuck);
      config.listener().started(lane);
      thread.start();
      threads.add(thread);
    }
    Heartbeat.await(heartbeats.stream().map(Heartbeat::beat).toArray(CompletableFuture[]::new));
    heartbeats.forEach(
        heart ->
            await(Heartbeat.interval(config.lease()), "heartbeat", heart.purpose(), heart::beat));
    tickers.forEach(ticker -> ticker.start(upkeep));
    promoters.forEach(upkeep::start);
    closers.forEach(upkeep::start);
    gathers.forEach(
        ticker -> await(GatherTicker.INTERVAL, "gather", ticker.purpose(), ticker::tick));
    balancers.forEach(this::share);
    LOG.info(
        "worker {} of {} runs {}",
        consumer(),
        pipeline.name(),
        Plural.of(lanes.size(), "lane", "lanes"));
  }

  private void keepUp(Lane lane) {
    Renewer renewer = new Renewer(config.lease(), config.listener());
    Trimmer trimmer = new Trimmer(lane);
    String of = " of " + lane.id();
    upkeep.start(renewer.task(lane));
    await(Trimmer.INTERVAL, "trim", "trimming what is settled" + of, trimmer::tick);
    await(RETIRE_INTERVAL, "retire", "deleting idle consumers" + of, () -> retireOthers(lane));
    every(SETTLE_INTERVAL, "settle", "settling" + of, lane.settler()::keepUp);
    every(
        renewer.interval(),
        "hand-back",
        "handing back what waits" + of,
        () -> renewer.handBackBehindSlow(lane));
    every(renewer.interval(), "limit", "saying what runs" + of, lane.intake()::renew);
  }

  private void share(Balancer balancer) {
    for (PartitionHold hold : balancer.holds()) {
      every(
          balancer.interval(), "own", "renewing the partition of " + hold.lane().id(), hold::renew);
    }
    await(balancer.interval(), "balance", balancer.purpose(), balancer::balance).wake();
  }

  /** Consumers of workers that died are deleted once others have taken what they had. */
  private CompletionStage<?> retireOthers(Lane lane) {
    Duration long4 = config.lease().multipliedBy(4);
    return lane.context()
        .scripts()
        .retireIdle(long4.compareTo(LEAST_IDLE) < 0 ? LEAST_IDLE : long4);
  }

  /** Lanes create a group that is gone. */
  private static boolean passes(Throwable thrown) {
    return RedisCallException.isPassing(thrown)
        || (thrown instanceof RedisCallException call && call.code().equals("NOGROUP"));
  }

  private void every(Duration interval, String role, String purpose, UpkeepTask.Work work) {
    upkeep.start(UpkeepTask.every(interval, role, purpose, work));
  }

  private Upkeep.Handle await(
      Duration interval, String role, String purpose, Supplier<CompletionStage<?>> work) {
    return upkeep.start(UpkeepTask.awaiting(interval, role, purpose, work));
  }
}
