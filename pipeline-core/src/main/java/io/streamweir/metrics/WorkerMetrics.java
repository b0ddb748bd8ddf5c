package io.streamweir.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamweir.listener.BreakerView;
import io.streamweir.listener.LaneView;
import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what workers do, and shows what their lanes are doing. Give it to {@code
 * WorkerConfig.withListener}; one serves any number of workers. Counts whole batches: into a
 * Prometheus registry at a few ns per entry, into any other at two timers per entry. Thread-safe.
 */
public final class WorkerMetrics implements WorkerListener {
  private static final List<String> ROLES = // of the upkeep that every worker does
      List.of("renew", "settle", "trim", "promote", "fire");

  private final MeterRegistry registry;
  private final RedisLink link;
  private final Map<LaneId, LaneMeters> lanes = new ConcurrentHashMap<>();
  private final Map<Meters, LaneGauges> gauges = new ConcurrentHashMap<>();
  private final Map<Meters, StageMeters> stages = new ConcurrentHashMap<>();
  private final Map<Meters, BreakerMeters> breakers = new ConcurrentHashMap<>();

  /**
   * Counts in this registry.
   *
   * @param link of the workers: its name and its namespace are tags of all meters
   */
  public WorkerMetrics(MeterRegistry registry, RedisLink link) {
    this.registry = registry;
    this.link = link;
  }

  @Override
  public void started(LaneView lane) {
    meters(lane.id()); // a stage where nothing has happened shows zeros
    promotions(lane.id().pipeline());
    fires(lane.id().pipeline());
    ROLES.forEach(role -> upkeepFailures(lane.id().pipeline(), role));
    gauges.computeIfAbsent(place(lane.id()), LaneGauges::new).add(lane);
  }

  @Override
  public void stopped(LaneView lane) {
    LaneGauges own = gauges.get(place(lane.id()));
    if (own != null) {
      own.remove(lane);
    }
  }

  @Override
  public void started(BreakerView breaker) {
    breakers(breaker).add(breaker);
  }

  @Override
  public void stopped(BreakerView breaker) {
    breakers(breaker).remove(breaker);
  }

  @Override
  public void breakerChanged(BreakerView breaker, BreakerView.State state) {
    breakers(breaker).changed(state);
  }

  private BreakerMeters breakers(BreakerView breaker) {
    Meters stage = pipeline(breaker.pipeline()).and(MetricNames.STAGE, breaker.stage());
    return breakers.computeIfAbsent(stage, BreakerMeters::new);
  }

  @Override
  public void polled(LaneId lane, int entries) {
    if (entries > 0) {
      meters(lane).read.increment((double) entries);
    }
  }

  @Override
  public void pollFailed(LaneId lane, RedisCallException failure) {
    meters(lane).readFailures.increment();
  }

  @Override
  public void handled(LaneId lane, Ending ending, long nanos) {
    if (ending == Ending.ABANDONED) { // all others are counted when they are settled
      meters(lane).abandoned.increment();
    }
  }

  @Override
  public void handlerStuck(LaneId lane) {
    meters(lane).stuck.increment();
  }

  @Override
  public void settled(LaneId lane, SettledBatch batch) {
    meters(lane).settled(batch);
  }

  @Override
  public void settleFailed(LaneId lane, RedisCallException failure) {
    meters(lane).settleFailures.increment();
  }

  @Override
  public void renewed(LaneId lane, int entries) {
    meters(lane).leasesRenewed.increment((double) entries);
  }

  @Override
  public void leasesLost(LaneId lane, int entries) {
    meters(lane).leasesLost.increment((double) entries);
  }

  @Override
  public void reclaimed(LaneId lane, int entries) {
    meters(lane).reclaimed.increment((double) entries);
  }

  @Override
  public void lost(LaneId lane, int entries) {
    meters(lane).lost.increment((double) entries);
  }

  @Override
  public void promoted(String pipeline, int partition, long entries) {
    promotions(pipeline).increment((double) entries);
  }

  @Override
  public void fired(String pipeline, int partition, long fires) {
    fires(pipeline).increment((double) fires);
  }

  @Override
  public void upkeepFailed(String pipeline, String role, Throwable failure) {
    upkeepFailures(pipeline, role).increment();
  }

  private Counter upkeepFailures(String pipeline, String role) {
    return pipeline(pipeline)
        .and(MetricNames.ROLE, role)
        .counter(
            MetricNames.UPKEEP_FAILURES,
            "Runs of a worker's upkeep that failed; each is done again");
  }

  private Counter fires(String pipeline) {
    return pipeline(pipeline).counter(MetricNames.FIRES, "Fires of schedules that were submitted");
  }

  private Counter promotions(String pipeline) {
    return pipeline(pipeline).counter(MetricNames.PROMOTED, "Delayed entries that became due");
  }

  @Override
  public void chained(String pipeline, int partition, String target, long jobs) {
    pipeline(pipeline)
        .and(MetricNames.TARGET, target)
        .counter(MetricNames.CHAINED, "Jobs of handlers that another pipeline took")
        .increment((double) jobs);
  }

  @Override
  public void trimmed(LaneId lane, long entries) {
    meters(lane).trimmed.increment((double) entries);
  }

  @Override
  public void tapLost(LaneId lane, String tap, long entries) {
    meters(lane).tapLost.increment((double) entries);
  }

  @Override
  public void groupRecreated(LaneId lane) {
    meters(lane).groupsRecreated.increment();
  }

  private LaneMeters meters(LaneId lane) {
    LaneMeters known = lanes.get(lane);
    return known != null ? known : lanes.computeIfAbsent(lane, this::register);
  }

  private LaneMeters register(LaneId lane) {
    StageMeters stage = stages.computeIfAbsent(stage(lane), StageMeters::new);
    return new LaneMeters(stage(lane), stage);
  }

  private Meters pipeline(String pipeline) {
    return Meters.of(registry, link, pipeline);
  }

  private Meters stage(LaneId lane) {
    return pipeline(lane.pipeline()).and(MetricNames.STAGE, lane.stage());
  }

  private Meters place(LaneId lane) {
    return stage(lane).and(MetricNames.PRIORITY, lane.priority().toString());
  }
}
