package io.streamweir.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The counters of one lane, looked up once. Thread-safe. */
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
  private final Counter finished;
  private final Counter failed;
  private final Map<Ending, Counter> outcomes = new EnumMap<>(Ending.class);
  private final StageMeters stage;

  LaneMeters(MeterRegistry registry, Tags tags, StageMeters stage) {
    this.stage = stage;
    read = counter(registry, tags, MetricNames.READ, "Entries read from the inbox");
    readFailures = counter(registry, tags, MetricNames.READ_FAILURES, "Reads that failed");
    abandoned = counter(registry, tags, MetricNames.ABANDONED, "Entries handled and given up");
    stuck =
        counter(
            registry,
            tags,
            MetricNames.HANDLERS_STUCK,
            "Handlers given up that did not end in time");
    settleFailures =
        counter(registry, tags, MetricNames.SETTLE_FAILURES, "Settlements that failed");
    leasesRenewed = counter(registry, tags, MetricNames.LEASES_RENEWED, "Leases renewed");
    leasesLost = counter(registry, tags, MetricNames.LEASES_LOST, "Leases lost to other workers");
    reclaimed =
        counter(registry, tags, MetricNames.RECLAIMED, "Entries taken over from other workers");
    lost = counter(registry, tags, MetricNames.LOST, "Entries deleted while they were pending");
    trimmed = counter(registry, tags, MetricNames.TRIMMED, "Settled entries trimmed");
    tapLost =
        counter(registry, tags, MetricNames.TAP_LOST, "Entries trimmed before a tap had read them");
    groupsRecreated =
        counter(registry, tags, MetricNames.GROUPS_RECREATED, "Missing groups created again");
    fenced = counter(registry, tags, MetricNames.FENCED, "Entries that were settled too late");
    finished = published(registry, tags, "finished");
    failed = published(registry, tags, "failed");
    for (Ending ending : Ending.values()) {
      if (ending != Ending.ABANDONED) {
        outcomes.put(ending, outcome(registry, tags, ending));
      }
    }
  }

  private static Counter published(MeterRegistry registry, Tags tags, String status) {
    return counter(
        registry,
        tags.and(MetricNames.STATUS, status),
        MetricNames.RESULTS_PUBLISHED,
        "Results and failures stored and published");
  }

  private static Counter outcome(MeterRegistry registry, Tags tags, Ending ending) {
    String name = ending.name().toLowerCase(Locale.ROOT);
    return counter(
        registry, tags.and(MetricNames.OUTCOME, name), MetricNames.ENTRIES, "Entries settled");
  }

  private static Counter counter(MeterRegistry registry, Tags tags, String name, String help) {
    return Counter.builder(name).description(help).tags(tags).register(registry);
  }

  void settled(SettledBatch batch) {
    int from = 0;
    while (from < batch.size()) { // entries of one batch mostly end alike
      Ending ending = batch.ending(from);
      int to = from;
      int counted = 0;
      int withJob = 0;
      for (; to < batch.size() && batch.ending(to) == ending; to++) {
        if (!batch.fenced(to)) {
          counted++;
          withJob += batch.hasJob(to) ? 1 : 0;
        }
      }
      count(ending, counted, withJob);
      from = to;
    }
    if (batch.fenced() > 0) {
      fenced.increment(batch.fenced());
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
