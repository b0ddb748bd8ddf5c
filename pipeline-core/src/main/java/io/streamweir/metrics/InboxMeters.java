package io.streamweir.metrics;

import io.streamweir.inspect.StageStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the server has of some inboxes of one stage, together: ages are those of the worst one,
 * numbers the sum. A series for each inbox would be thousands.
 */
final class InboxMeters {
  private static final double IN_TIME_SECONDS = 5; // workers look at least every 100 ms

  private final List<InboxHistory> inboxes;

  InboxMeters(List<InboxHistory> inboxes) {
    this.inboxes = List.copyOf(inboxes);
  }

  /**
   * Those of a stage at one priority.
   *
   * @param limit of the backlog of each inbox
   */
  void register(Meters meters, long limit) {
    long all = limit * inboxes.size();
    entries(meters, MetricNames.LAG, "Entries not yet delivered", StageStatus::lag);
    entries(meters, MetricNames.PENDING, "Delivered and not settled", StageStatus::pending);
    entries(meters, MetricNames.BACKLOG, "Lag and pending", StageStatus::backlog);
    entries(meters, MetricNames.BACKLOG_LIMIT, "As many as the backlog may be", s -> all);
    entries(meters, MetricNames.DELAYED, "Waiting for their time", StageStatus::delayed);
    entries(meters, MetricNames.DEAD, "Dead letters", StageStatus::dead);
    gauge(meters, MetricNames.LAG_KNOWN, null, "0: estimated", s -> s.lagKnown() ? 1 : 0);
    String fullest = "How full the fullest inbox is";
    meters.gauge(MetricNames.INBOX_FILLED, "ratio", fullest, this, m -> m.filled(limit));
    registerCounts(meters, MetricNames.CONSUMERS, MetricNames.INBOX_SETTLED);
    String added = "Entries ever added";
    meters.counter(MetricNames.INBOX_ADDED, added, this, m -> m.sum(InboxHistory::added));
    String waiting = "Age of the oldest entry not delivered";
    seconds(meters, MetricNames.OLDEST_WAITING, waiting, StageStatus::oldestWaitingSeconds);
    String pending = "Age of the oldest entry pending";
    seconds(meters, MetricNames.OLDEST_PENDING, pending, StageStatus::oldestPendingSeconds);
    String delivered = "For how long a worker has had the entry that it has had for longest";
    seconds(meters, MetricNames.OLDEST_DELIVERED, delivered, StageStatus::oldestDeliveredSeconds);
    String overdue = "For how long the first delayed entry is due and not in the inbox";
    seconds(meters, MetricNames.OLDEST_OVERDUE, overdue, StageStatus::oldestOverdueSeconds);
    String job = "Age of the oldest job among the first entries waiting, pending and delayed";
    seconds(meters, MetricNames.OLDEST_JOB, job, StageStatus::oldestJobSeconds);
    String drain = "Until the backlog is done if it goes on as in the last minute";
    meters.gauge(MetricNames.DRAIN, "seconds", drain, this, InboxMeters::drainSeconds);
  }

  /** Those of a stage in one partition, over all priorities. */
  void registerPartition(Meters meters) {
    entries(meters, MetricNames.PARTITION_BACKLOG, "Lag and pending", StageStatus::backlog);
    String waiting = "Age of the oldest entry not delivered";
    seconds(
        meters, MetricNames.PARTITION_OLDEST_WAITING, waiting, StageStatus::oldestWaitingSeconds);
    registerCounts(meters, MetricNames.PARTITION_CONSUMERS, MetricNames.PARTITION_SETTLED);
  }

  private void registerCounts(Meters meters, String consumers, String settled) {
    String live = "Workers that live, at the inbox that has the fewest";
    meters.gauge(consumers, null, live, this, InboxMeters::consumers);
    meters.counter(settled, "Entries ever settled", this, m -> m.sum(InboxHistory::settled));
  }

  private void entries(
      Meters meters, String name, String help, ToDoubleFunction<StageStatus> value) {
    gauge(meters, name, "entries", help, value);
  }

  private void seconds(
      Meters meters, String name, String help, ToDoubleFunction<StageStatus> value) {
    gauge(meters, name, "seconds", help, value);
  }

  private void gauge(
      Meters meters,
      String name,
      @Nullable String unit,
      String help,
      ToDoubleFunction<StageStatus> value) {
    meters.gauge(name, unit, help, this, m -> m.together(value));
  }

  private double together(ToDoubleFunction<StageStatus> value) {
    List<StageStatus> seen = seen();
    return seen.stream().reduce(StageStatus::plus).map(value::applyAsDouble).orElse(Double.NaN);
  }

  /** All of them; none where the last look failed. */
  private List<StageStatus> seen() {
    List<StageStatus> all = new ArrayList<>(inboxes.size());
    for (InboxHistory inbox : inboxes) {
      StageStatus status = inbox.status();
      if (status == null) {
        return List.of();
      }
      all.add(status);
    }
    return all;
  }

  private long sum(ToLongFunction<InboxHistory> count) {
    return inboxes.stream().mapToLong(count).sum();
  }

  /** The fewest, of inboxes with work where there are any: 0 means that entries have none. */
  private double consumers() {
    List<StageStatus> seen = seen();
    boolean work = seen.stream().anyMatch(InboxMeters::hasWork);
    return seen.stream()
        .filter(status -> !work || hasWork(status))
        .mapToDouble(StageStatus::consumers)
        .min()
        .orElse(Double.NaN);
  }

  /** Delayed entries that workers have not moved in time are work, too. */
  private static boolean hasWork(StageStatus status) {
    return status.backlog() > 0 || status.oldestOverdueSeconds() > IN_TIME_SECONDS;
  }

  private double filled(long limit) {
    return seen().stream()
        .mapToDouble(status -> (double) status.backlog() / limit)
        .max()
        .orElse(Double.NaN);
  }

  private double drainSeconds() {
    return seen().isEmpty()
        ? Double.NaN
        : inboxes.stream().mapToDouble(InboxHistory::drainSeconds).max().orElse(Double.NaN);
  }
}
