package io.streamweir.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.concurrent.TimeUnit;

/**
 * The histograms of one stage, over all partitions: a bucket is many numbers, so they must not be
 * multiplied by the partitions. Thread-safe.
 */
final class StageMeters {
  private final Distribution waiting;
  private final Distribution handling;
  private final Distribution job;
  private final Timer settle;
  private final DistributionSummary settleBatch;
  private long[] values = new long[256];

  StageMeters(MeterRegistry registry, Tags tags) {
    settle =
        Timer.builder(MetricNames.SETTLE)
            .description("How long settlements waited for their answer")
            .serviceLevelObjectives(Bounds.CALL.durations())
            .tags(tags)
            .register(registry);
    settleBatch =
        DistributionSummary.builder(MetricNames.SETTLE_BATCH)
            .description("Entries per settlement")
            .baseUnit("entries")
            .serviceLevelObjectives(Bounds.batch())
            .tags(tags)
            .register(registry);
    waiting =
        distribution(
            registry,
            tags,
            MetricNames.WAITING,
            "From an entry's arrival in the inbox to the start of its handler",
            Bounds.WAITING);
    handling =
        distribution(
            registry, tags, MetricNames.HANDLING, "How long the handler ran", Bounds.HANDLING);
    job =
        distribution(
            registry,
            tags,
            MetricNames.JOB,
            "From a job's submit to the settlement that finished it",
            Bounds.WAITING);
  }

  private Distribution distribution(
      MeterRegistry registry, Tags tags, String name, String help, Bounds bounds) {
    if (isPrometheus(registry)) {
      return PrometheusDistributions.of(
          (PrometheusMeterRegistry) registry, name, help, settle.getId(), bounds.nanos());
    }
    return new TimerDistribution(
        Timer.builder(name)
            .description(help)
            .serviceLevelObjectives(bounds.durations())
            .tags(tags)
            .register(registry));
  }

  /** Asks by name first, since the class may be missing. */
  private static boolean isPrometheus(MeterRegistry registry) {
    for (Class<?> type = registry.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals("io.micrometer.prometheusmetrics.PrometheusMeterRegistry")) {
        return true;
      }
    }
    return false;
  }

  void settled(SettledBatch batch) {
    settle.record(batch.nanos(), TimeUnit.NANOSECONDS);
    settleBatch.record(batch.size());
    recordTimes(batch);
  }

  private synchronized void recordTimes(SettledBatch batch) {
    int size = batch.size();
    if (values.length < size) {
      values = new long[size];
    }
    int handled = 0;
    for (int i = 0; i < size; i++) {
      if (batch.handled(i)) {
        values[handled++] = batch.handlingNanos(i);
      }
    }
    handling.record(values, handled);
    if (!batch.clockKnown()) {
      return;
    }
    handled = 0;
    for (int i = 0; i < size; i++) {
      if (batch.handled(i)) {
        values[handled++] = batch.waitingNanos(i);
      }
    }
    waiting.record(values, handled);
    int finished = 0;
    for (int i = 0; i < size; i++) {
      if (batch.ending(i) == Ending.FINISHED && !batch.fenced(i)) {
        values[finished++] = batch.jobNanos(i);
      }
    }
    if (finished > 0) {
      job.record(values, finished);
    }
  }
}
