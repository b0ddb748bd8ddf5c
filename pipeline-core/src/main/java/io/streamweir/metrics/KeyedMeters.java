package io.streamweir.metrics;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.streamweir.inspect.KeyedStatus;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the server has of the partitions of keyed stages, as it was last seen. */
final class KeyedMeters {
  private final MultiGauge owned;
  private final MultiGauge blockedKeys;
  private final MultiGauge parked;

  KeyedMeters(Meters meters) {
    owned =
        meters.rows(
            MetricNames.PARTITION_OWNED,
            null,
            "1 where a worker owns the partition of a keyed stage");
    blockedKeys =
        meters.rows(
            MetricNames.BLOCKED_KEYS, "keys", "Keys whose entries wait for the first of them");
    parked =
        meters.rows(
            MetricNames.PARKED, "entries", "Entries that wait since their keys are blocked");
  }

  /** An empty list shows nothing: there is no keyed stage, or the server could not be asked. */
  void seen(List<KeyedStatus> partitions) {
    show(owned, partitions, status -> status.owner().isEmpty() ? 0 : 1);
    show(blockedKeys, partitions, KeyedStatus::blockedKeys);
    show(parked, partitions, KeyedStatus::parked);
  }

  private static void show(
      MultiGauge gauge, List<KeyedStatus> partitions, ToDoubleFunction<KeyedStatus> value) {
    gauge.register(
        partitions.stream()
            .<MultiGauge.Row<?>>map(
                status ->
                    MultiGauge.Row.of(
                        Tags.of(
                            MetricNames.STAGE,
                            status.stage(),
                            MetricNames.PARTITION,
                            Integer.toString(status.partition())),
                        value.applyAsDouble(status)))
            .toList(),
        true);
  }
}
