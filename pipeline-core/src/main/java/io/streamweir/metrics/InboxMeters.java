package io.streamweir.metrics;

import io.streamweir.inspect.StageStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the server has of one inbox, as it was last seen. */
final class InboxMeters {
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final Deque<Sample> samples = new ArrayDeque<>();
  private volatile @Nullable StageStatus status; // null where the last look failed
  private volatile long added;
  private volatile long settled;
  private volatile double drainSeconds = Double.NaN;

  private record Sample(long at, long settled, long backlog) {}

  /** The inbox as it is now, by {@link System#nanoTime}. */
  synchronized void seen(StageStatus now, long at) {
    if (now.lagKnown() || now.done() < settled) { // an estimate must not make the counter jump
      settled = now.done();
    }
    added = now.done() + now.backlog();
    Sample last = samples.peekLast();
    if (last != null && last.settled() > settled) {
      samples.clear(); // Redis lost its data and counts anew
    }
    samples.add(new Sample(at, settled, now.backlog()));
    while (samples.size() > 2 && at - samples.getFirst().at() > WINDOW_NANOS) {
      samples.remove();
    }
    drainSeconds = drain(now);
    status = now;
  }

  /** The server could not be asked. */
  synchronized void unseen() {
    status = null;
  }

  private double drain(StageStatus now) {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double seconds = (last.at() - first.at()) / 1e9;
    return now.drainSeconds(first.backlog(), last.settled() - first.settled(), seconds);
  }

  void register(Meters meters, long limit) {
    entries(meters, MetricNames.LAG, "Entries not yet delivered", StageStatus::lag);
    entries(meters, MetricNames.PENDING, "Delivered and not settled", StageStatus::pending);
    entries(meters, MetricNames.BACKLOG, "Lag and pending", StageStatus::backlog);
    entries(meters, MetricNames.BACKLOG_LIMIT, "As many as the backlog may be", s -> limit);
    entries(meters, MetricNames.DELAYED, "Waiting for their time", StageStatus::delayed);
    entries(meters, MetricNames.DEAD, "Dead letters", StageStatus::dead);
    gauge(meters, MetricNames.LAG_KNOWN, null, "0: estimated", s -> s.lagKnown() ? 1 : 0);
    gauge(meters, MetricNames.CONSUMERS, null, "Workers that live", StageStatus::consumers);
    meters.counter(MetricNames.INBOX_ADDED, "Entries ever added", this, m -> m.added);
    meters.counter(MetricNames.INBOX_SETTLED, "Entries ever settled", this, m -> m.settled);
    registerAges(meters);
  }

  private void registerAges(Meters meters) {
    String waiting = "Age of the oldest entry not delivered";
    seconds(meters, MetricNames.OLDEST_WAITING, waiting, StageStatus::oldestWaitingSeconds);
    String pending = "Age of the oldest entry pending";
    seconds(meters, MetricNames.OLDEST_PENDING, pending, StageStatus::oldestPendingSeconds);
    String delivered = "For how long a worker has had the entry that it has had for longest";
    seconds(meters, MetricNames.OLDEST_DELIVERED, delivered, StageStatus::oldestDeliveredSeconds);
    String drain = "Until the backlog is done if it goes on as in the last minute";
    seconds(meters, MetricNames.DRAIN, drain, s -> drainSeconds);
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
    meters.gauge(name, unit, help, this, m -> m.now(value));
  }

  private double now(ToDoubleFunction<StageStatus> value) {
    StageStatus last = status;
    return last == null ? Double.NaN : value.applyAsDouble(last);
  }
}
