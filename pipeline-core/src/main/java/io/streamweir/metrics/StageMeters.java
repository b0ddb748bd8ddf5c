package io.streamweir.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

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
  private final FailureMeters failures;
  private long[] values = new long[256];

  StageMeters(Meters meters) {
    settle =
        meters.timer(
            MetricNames.SETTLE, "How long settlements waited for their answer", Bounds.CALL);
    settleBatch =
        DistributionSummary.builder(MetricNames.SETTLE_BATCH)
            .description("Entries per settlement")
            .baseUnit("entries")
            .serviceLevelObjectives(Bounds.batch())
            .tags(meters.tags())
            .register(meters.registry());
    failures = new FailureMeters(meters);
    String arrived = "From an entry's arrival in the inbox to the start of its handler";
    waiting = distribution(meters, MetricNames.WAITING, arrived, Bounds.WAITING);
    String ran = "How long the handler ran";
    handling = distribution(meters, MetricNames.HANDLING, ran, Bounds.HANDLING);
    String submitted = "From a job's submit to the settlement that finished it";
    job = distribution(meters, MetricNames.JOB, submitted, Bounds.WAITING);
  }

  private Distribution distribution(Meters meters, String name, String help, Bounds bounds) {
    if (isPrometheus(meters.registry())) {
      return PrometheusDistributions.of(
          (PrometheusMeterRegistry) meters.registry(), name, help, settle.getId(), bounds.nanos());
    }
    return new TimerDistribution(meters.timer(name, help, bounds));
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
    if (!batch.ranThrough()) { // else the stage before has settled them
      settle.record(batch.nanos(), TimeUnit.NANOSECONDS);
      settleBatch.record(batch.size());
    }
    recordTimes(batch);
    failures.settled(batch);
  }

  private synchronized void recordTimes(SettledBatch batch) {
    if (values.length < batch.size()) {
      values = new long[batch.size()];
    }
    record(handling, batch, batch::handled, batch::handlingNanos);
    if (batch.clockKnown()) {
      record(waiting, batch, batch::handled, batch::waitingNanos);
      record(job, batch, i -> finished(batch, i), batch::jobNanos);
    }
  }

  private void record(
      Distribution to, SettledBatch batch, IntPredicate which, IntToLongFunction nanos) {
    int found = 0;
    long slowest = -1;
    String trace = null;
    for (int i = 0; i < batch.size(); i++) {
      if (which.test(i)) {
        long value = nanos.applyAsLong(i);
        values[found++] = value;
        String traceId = value > slowest ? batch.traceId(i) : null;
        if (traceId != null) {
          slowest = value;
          trace = traceId;
        }
      }
    }
    if (found > 0) {
      to.record(values, found);
    }
    if (trace != null) {
      to.exemplar(slowest, trace);
    }
  }

  private static boolean finished(SettledBatch batch, int place) {
    return batch.ending(place) == Ending.FINISHED && !batch.fenced(place);
  }
}
