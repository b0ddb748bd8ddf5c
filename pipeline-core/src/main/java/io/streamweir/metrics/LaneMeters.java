package io.streamweir.metrics;

import io.micrometer.core.instrument.Counter;
import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The counters of a stage, which its lanes share, looked up once by each. Thread-safe. */
final class LaneMeters {
  final Counter read;
  final Counter readFailures;
  final Counter abandoned;
  final Counter stuck;
  final Counter settleFailures;
  final Counter leasesRenewed;
  final Counter leasesLost;
  final Counter reclaimed;
  final Counter lost;
  final Counter trimmed;
  final Counter tapLost;
  final Counter groupsRecreated;
  private final Counter fenced;
  private final Counter ranThrough;
  private final Counter finished;
  private final Counter failed;
  private final Counter postponed;
  private final Map<Ending, Counter> outcomes = new EnumMap<>(Ending.class);
  private final StageMeters stage;

  LaneMeters(Meters meters, StageMeters stage) {
    this.stage = stage;
    read = meters.counter(MetricNames.READ, "Entries read from the inbox");
    readFailures = meters.counter(MetricNames.READ_FAILURES, "Reads that failed");
    abandoned = meters.counter(MetricNames.ABANDONED, "Entries handled and given up");
    stuck =
        meters.counter(MetricNames.HANDLERS_STUCK, "Handlers given up that did not end in time");
    settleFailures = meters.counter(MetricNames.SETTLE_FAILURES, "Settlements that failed");
    leasesRenewed = meters.counter(MetricNames.LEASES_RENEWED, "Leases renewed");
    leasesLost = meters.counter(MetricNames.LEASES_LOST, "Leases lost to other workers");
    reclaimed = meters.counter(MetricNames.RECLAIMED, "Entries taken over from other workers");
    lost = meters.counter(MetricNames.LOST, "Entries deleted while they were pending");
    trimmed = meters.counter(MetricNames.TRIMMED, "Settled entries trimmed");
    tapLost = meters.counter(MetricNames.TAP_LOST, "Entries trimmed before a tap had read them");
    groupsRecreated = meters.counter(MetricNames.GROUPS_RECREATED, "Missing groups created again");
    fenced = meters.counter(MetricNames.FENCED, "Entries that were settled too late");
    ranThrough =
        meters.counter(MetricNames.RUN_THROUGH, "Entries that were settled without their inbox");
    finished = published(meters, "finished");
    failed = published(meters, "failed");
    for (Ending ending : Ending.values()) {
      if (ending != Ending.ABANDONED) {
        outcomes.put(ending, outcome(meters, ending.name().toLowerCase(Locale.ROOT)));
      }
    }
    postponed = outcome(meters, "postponed");
  }

  private static Counter outcome(Meters meters, String name) {
    return meters.and(MetricNames.OUTCOME, name).counter(MetricNames.ENTRIES, "Entries settled");
  }

  private static Counter published(Meters meters, String status) {
    return meters
        .and(MetricNames.STATUS, status)
        .counter(MetricNames.RESULTS_PUBLISHED, "Results and failures stored and published");
  }

  void settled(SettledBatch batch) {
    int from = 0;
    while (from < batch.size()) { // entries of one batch mostly end alike
      Ending ending = batch.ending(from);
      int to = from;
      int counted = 0;
      int withJob = 0;
      int failed = 0;
      for (; to < batch.size() && batch.ending(to) == ending; to++) {
        if (!batch.fenced(to)) {
          counted++;
          withJob += batch.hasJob(to) ? 1 : 0;
          failed += ending == Ending.RETRIED && batch.failure(to) != null ? 1 : 0;
        }
      }
      if (ending == Ending.RETRIED) { // no failure: the handler asked for another time
        postponed.increment(counted - failed);
        counted = failed;
      }
      count(ending, counted, withJob);
      from = to;
    }
    if (batch.fenced() > 0) {
      fenced.increment(batch.fenced());
    }
    if (batch.ranThrough()) {
      ranThrough.increment(batch.size());
    }
    stage.settled(batch);
  }

  private void count(@Nullable Ending ending, int entries, int withJob) {
    Counter outcome = outcomes.get(ending);
    if (outcome == null || entries == 0) {
      return;
    }
    outcome.increment(entries);
    if (ending == Ending.FINISHED) {
      finished.increment(withJob);
    } else if (ending == Ending.DEAD) {
      failed.increment(withJob);
    }
  }
}
