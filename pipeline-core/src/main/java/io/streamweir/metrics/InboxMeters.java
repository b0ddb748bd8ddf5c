package io.streamweir.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.streamweir.inspect.StageStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the server has of one inbox, as it was last seen. */
final class InboxMeters {
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final Deque<Sample> samples = new ArrayDeque<>();
  private volatile @Nullable StageStatus status; // null where the last look failed
  private volatile long added;
  private volatile long settled;
  private volatile double drainSeconds = Double.NaN;

  private record Sample(long at, long settled) {}

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
    samples.add(new Sample(at, settled));
    while (samples.size() > 2 && at - samples.getFirst().at() > WINDOW_NANOS) {
      samples.remove();
    }
    drainSeconds = drain(now.backlog());
    status = now;
  }

  /** The server could not be asked. */
  synchronized void unseen() {
    status = null;
  }

  private double drain(long backlog) {
    if (backlog == 0) {
      return 0;
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    long done = last.settled() - first.settled();
    double seconds = (last.at() - first.at()) / 1e9;
    if (seconds == 0) {
      return Double.NaN;
    }
    return done == 0 ? Double.POSITIVE_INFINITY : backlog * seconds / done;
  }

  double drainSeconds() {
    return status == null ? Double.NaN : drainSeconds;
  }

  void register(MeterRegistry registry, Tags tags, long limit) {
    entries(registry, tags, MetricNames.LAG, "Entries not yet delivered", StageStatus::lag);
    entries(registry, tags, MetricNames.PENDING, "Delivered and not settled", StageStatus::pending);
    entries(registry, tags, MetricNames.BACKLOG, "Lag and pending", StageStatus::backlog);
    entries(registry, tags, MetricNames.BACKLOG_LIMIT, "As many as the backlog may be", s -> limit);
    entries(registry, tags, MetricNames.DELAYED, "Waiting for their time", StageStatus::delayed);
    entries(registry, tags, MetricNames.DEAD, "Dead letters", StageStatus::dead);
    registerOthers(registry, tags);
    registerAges(registry, tags);
  }

  private void registerOthers(MeterRegistry registry, Tags tags) {
    gauge(
        registry,
        tags,
        MetricNames.LAG_KNOWN,
        null,
        "0: estimated",
        of(s -> s.lagKnown() ? 1.0 : 0.0));
    gauge(
        registry,
        tags,
        MetricNames.CONSUMERS,
        null,
        "Workers that live",
        of(s -> (double) s.consumers()));
    counter(registry, tags, MetricNames.INBOX_ADDED, "Entries ever added", m -> m.added);
    counter(registry, tags, MetricNames.INBOX_SETTLED, "Entries ever settled", m -> m.settled);
  }

  private void registerAges(MeterRegistry registry, Tags tags) {
    seconds(
        registry,
        tags,
        MetricNames.OLDEST_WAITING,
        "Age of the oldest entry not delivered",
        of(StageStatus::oldestWaitingSeconds));
    seconds(
        registry,
        tags,
        MetricNames.OLDEST_PENDING,
        "Age of the oldest entry pending",
        of(StageStatus::oldestPendingSeconds));
    seconds(
        registry,
        tags,
        MetricNames.OLDEST_DELIVERED,
        "For how long a worker has had the entry that it has had for longest",
        of(StageStatus::oldestDeliveredSeconds));
    seconds(
        registry,
        tags,
        MetricNames.DRAIN,
        "Until the backlog is done if nothing more comes",
        InboxMeters::drainSeconds);
  }

  private void entries(
      MeterRegistry registry,
      Tags tags,
      String name,
      String help,
      ToLongFunction<StageStatus> value) {
    gauge(registry, tags, name, "entries", help, of(s -> (double) value.applyAsLong(s)));
  }

  private void seconds(
      MeterRegistry registry,
      Tags tags,
      String name,
      String help,
      ToDoubleFunction<InboxMeters> value) {
    gauge(registry, tags, name, "seconds", help, value);
  }

  private static ToDoubleFunction<InboxMeters> of(ToDoubleFunction<StageStatus> value) {
    return meters -> {
      StageStatus last = meters.status;
      return last == null ? Double.NaN : value.applyAsDouble(last);
    };
  }

  private void gauge(
      MeterRegistry registry,
      Tags tags,
      String name,
      @Nullable String unit,
      String help,
      ToDoubleFunction<InboxMeters> value) {
    Gauge.builder(name, this, value)
        .description(help)
        .baseUnit(unit)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry,
      Tags tags,
      String name,
      String help,
      ToLongFunction<InboxMeters> value) {
    FunctionCounter.builder(name, this, m -> (double) value.applyAsLong(m))
        .description(help)
        .tags(tags)
        .register(registry);
  }
}
