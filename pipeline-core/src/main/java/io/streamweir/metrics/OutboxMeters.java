package io.streamweir.metrics;

import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.OutboxStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What waits to be taken by other pipelines, as it was last seen. */
final class OutboxMeters {
  private final Inspector inspector;
  private volatile List<List<OutboxStatus>> last = List.of(); // by partition, then target

  OutboxMeters(Meters meters, Inspector inspector) {
    this.inspector = inspector;
    List<String> targets = inspector.pipeline().submitsTo();
    for (int partition = 0; partition < inspector.pipeline().partitions(); partition++) {
      for (int target = 0; target < targets.size(); target++) {
        Meters own = meters.partition(partition).and(MetricNames.TARGET, targets.get(target));
        register(own, partition, target);
      }
    }
  }

  private void register(Meters own, int partition, int target) {
    own.gauge(
        MetricNames.OUTBOX_JOBS,
        null,
        "Jobs that another pipeline has not taken yet",
        this,
        m -> m.of(partition, target, OutboxStatus::waiting));
    own.gauge(
        MetricNames.OUTBOX_OLDEST,
        "seconds",
        "Since when the oldest of them waits",
        this,
        m -> m.of(partition, target, OutboxStatus::oldestSeconds));
  }

  private double of(int partition, int target, ToDoubleFunction<OutboxStatus> value) {
    List<List<OutboxStatus>> seen = last;
    return seen.isEmpty() ? Double.NaN : value.applyAsDouble(seen.get(partition).get(target));
  }

  /** Asks the server. */
  void refresh() {
    last = new ArrayList<>(inspector.outboxesByPartition());
  }

  /** The server could not be asked. */
  void unseen() {
    last = List.of();
  }
}
