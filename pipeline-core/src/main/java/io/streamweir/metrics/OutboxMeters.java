package io.streamweir.metrics;

import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.OutboxStatus;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What waits to be taken by other pipelines, as it was last seen. */
final class OutboxMeters {
  private final Inspector inspector;
  private volatile Map<String, OutboxStatus> last = Map.of(); // by target, over all partitions

  OutboxMeters(Meters meters, Inspector inspector) {
    this.inspector = inspector;
    for (String target : inspector.pipeline().submitsTo()) {
      register(meters.and(MetricNames.TARGET, target), target);
    }
  }

  private void register(Meters own, String target) {
    own.gauge(
        MetricNames.OUTBOX_JOBS,
        null,
        "Jobs that another pipeline has not taken yet",
        this,
        m -> m.of(target, OutboxStatus::waiting));
    own.gauge(
        MetricNames.OUTBOX_OLDEST,
        "seconds",
        "Since when the oldest of them waits",
        this,
        m -> m.of(target, OutboxStatus::oldestSeconds));
  }

  private double of(String target, ToDoubleFunction<OutboxStatus> value) {
    OutboxStatus seen = last.get(target);
    return seen == null ? Double.NaN : value.applyAsDouble(seen);
  }

  /** Asks the server. */
  void refresh() {
    last =
        inspector.outboxes().stream()
            .collect(Collectors.toUnmodifiableMap(OutboxStatus::target, outbox -> outbox));
  }

  /** The server could not be asked. */
  void unseen() {
    last = Map.of();
  }
}
