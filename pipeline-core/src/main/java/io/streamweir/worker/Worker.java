package io.streamweir.worker;

import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.housekeeping.Heartbeat;
import io.streamweir.internal.housekeeping.LaneUpkeep;
import io.streamweir.internal.lane.Drain;
import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.lane.LaneThread;
import io.streamweir.internal.lane.Threads;
import io.streamweir.internal.lane.WaitingRead;
import io.streamweir.internal.lane.WaitingReads;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.listener.LaneView;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Plural;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
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

  private final WorkerConfig config;
  private final Pipeline<?> pipeline;
  private final ScheduledExecutorService timer;
  private final Upkeep upkeep;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<LaneThread> threads = new ArrayList<>();
  private final List<WaitingRead> waitingReads = new ArrayList<>();
  private final ShutdownDrain shutdown;
  private @Nullable Heartbeat heartbeat;
  private @Nullable Assembly assembly;
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
    WaitingReads reads = new WaitingReads(link, config.consumer(), timer);
    Assembly made = new Assembly(link, pipeline, config, timer, upkeep, reads);
    assembly = made;
    lanes.addAll(made.lanes());
    waitingReads.addAll(reads.all());
    Heartbeat beating =
        Heartbeat.of(link, pipeline.name(), consumer(), config.lease(), made.through(), lanes);
    heartbeat = beating;
    made.introduce();
    begin(made, beating);
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
    WorkerRights.check(patient, pipeline);
    Pipeline<?> agreed = PipelineMeta.agree(patient, pipeline);
    if (agreed != pipeline) {
      WorkerRights.check(patient, agreed);
    }
    EvictionCheck.warn(patient);
    WorkerListener guarded = WorkerListener.joined(List.of(config.listener()));
    Worker worker = new Worker(agreed, config.withListener(guarded));
    try {
      worker.assemble(link);
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
      if (assembly != null) {
        assembly.leave();
      }
      clean = new Drain(lanes, threads, waitingReads, config.drainTimeout()).run();
      if (assembly != null) {
        Heartbeat.await(assembly.end());
      }
    } finally {
      upkeep.close(); // not before, for the sake of those that are cancelled meanwhile
      timer.shutdownNow();
      if (heartbeat != null) {
        Heartbeat.await(heartbeat.stop());
      }
      lanes.forEach(lane -> config.listener().stopped(lane));
    }
    LOG.info(
        "worker {} of {} has {}",
        consumer(),
        pipeline.name(),
        clean ? "drained" : "stopped without a clean drain");
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

  private void begin(Assembly made, Heartbeat beating) {
    for (Lane lane : lanes) {
      new LaneUpkeep(upkeep, lane, made.duty(lane)).start();
      LaneThread thread = new LaneThread(lane);
      lane.entries().whenStuck(thread::stuck);
      config.listener().started(lane);
      thread.start();
      threads.add(thread);
    }
    Heartbeat.await(beating.beat());
    upkeep.start(beating.task());
    made.begin();
    LOG.info(
        "worker {} of {} runs {}",
        consumer(),
        pipeline.name(),
        Plural.of(lanes.size(), "lane", "lanes"));
  }

  /** Lanes create a group that is gone. */
  private static boolean passes(Throwable thrown) {
    return RedisCallException.isPassing(thrown)
        || (thrown instanceof RedisCallException call && call.code().equals("NOGROUP"));
  }
}
