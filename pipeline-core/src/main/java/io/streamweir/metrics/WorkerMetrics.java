package io.streamweir.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.streamweir.redis.RedisCallException;
import io.streamweir.worker.WorkerListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what a worker does, in meters tagged with pipeline, stage and partition. Give it to {@code
 * WorkerConfig.withListener}. Thread-safe.
 */
public final class WorkerMetrics implements WorkerListener {
  private final MeterRegistry registry;
  private final Map<LaneId, LaneMeters> lanes = new ConcurrentHashMap<>();

  /** Counts in this registry. */
  public WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void polled(LaneId lane, int entries) {
    meters(lane).read.increment((double) entries);
  }

  @Override
  public void pollFailed(LaneId lane, RedisCallException failure) {
    meters(lane).readFailures.increment();
  }

  @Override
  public void handled(LaneId lane, Ending ending, long nanos) {
    Timer timer = meters(lane).handled.get(ending);
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void settled(LaneId lane, int entries, int fenced, long nanos) {
    LaneMeters meters = meters(lane);
    meters.settle.record(nanos, TimeUnit.NANOSECONDS);
    meters.settleEntries.record(entries);
    meters.fenced.increment(fenced);
  }

  @Override
  public void settleFailed(LaneId lane, RedisCallException failure) {
    meters(lane).settleFailures.increment();
  }

  @Override
  public void renewed(LaneId lane, int entries) {
    meters(lane).renewed.increment((double) entries);
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
    Tags tags = Tags.of("pipeline", pipeline, "partition", Integer.toString(partition));
    registry.counter(MetricNames.PROMOTED, tags).increment((double) entries);
  }

  @Override
  public void trimmed(LaneId lane, long entries) {
    meters(lane).trimmed.increment((double) entries);
  }

  @Override
  public void groupRecreated(LaneId lane) {
    meters(lane).groupsRecreated.increment();
  }

  @Override
  public void paused(LaneId lane, boolean paused) {
    meters(lane).paused.set(paused ? 1 : 0);
  }

  private LaneMeters meters(LaneId lane) {
    LaneMeters known = lanes.get(lane);
    return known != null ? known : lanes.computeIfAbsent(lane, id -> new LaneMeters(registry, id));
  }

  /** The meters of one lane, looked up once. */
  private static final class LaneMeters {
    final Counter read;
    final Counter readFailures;
    final Map<Ending, Timer> handled = new EnumMap<>(Ending.class);
    final Timer settle;
    final DistributionSummary settleEntries;
    final Counter settleFailures;
    final Counter fenced;
    final Counter renewed;
    final Counter leasesLost;
    final Counter reclaimed;
    final Counter lost;
    final Counter trimmed;
    final Counter groupsRecreated;
    final AtomicInteger paused;

    LaneMeters(MeterRegistry registry, LaneId lane) {
      Tags tags =
          Tags.of(
              "pipeline",
              lane.pipeline(),
              "stage",
              lane.stage(),
              "partition",
              Integer.toString(lane.partition()));
      read = registry.counter(MetricNames.READ, tags);
      readFailures = registry.counter(MetricNames.READ_FAILURES, tags);
      for (Ending ending : Ending.values()) {
        String name = ending.name().toLowerCase(java.util.Locale.ROOT);
        handled.put(ending, registry.timer(MetricNames.HANDLING, tags.and("ending", name)));
      }
      settle = registry.timer(MetricNames.SETTLE, tags);
      settleEntries = registry.summary(MetricNames.SETTLE_BATCH, tags);
      settleFailures = registry.counter(MetricNames.SETTLE_FAILURES, tags);
      fenced = registry.counter(MetricNames.FENCED, tags);
      renewed = registry.counter(MetricNames.LEASES_RENEWED, tags);
      leasesLost = registry.counter(MetricNames.LEASES_LOST, tags);
      reclaimed = registry.counter(MetricNames.RECLAIMED, tags);
      lost = registry.counter(MetricNames.LOST, tags);
      trimmed = registry.counter(MetricNames.TRIMMED, tags);
      groupsRecreated = registry.counter(MetricNames.GROUPS_RECREATED, tags);
      paused = registry.gauge(MetricNames.PAUSED, tags, new AtomicInteger());
    }
  }
}
