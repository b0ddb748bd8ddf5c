package io.streamweir.metrics;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.streamweir.inspect.InboxStatus;
import io.streamweir.inspect.KeyedStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What the server has of keyed stages, over all partitions, as it was last seen. */
final class KeyedMeters {
  private final MultiGauge owned;
  private final MultiGauge unowned;
  private final MultiGauge blockedKeys;
  private final MultiGauge parked;

  KeyedMeters(Meters meters) {
    owned = meters.rows(MetricNames.PARTITION_OWNED, null, "Partitions that a worker owns");
    unowned =
        meters.rows(
            MetricNames.UNOWNED,
            "entries",
            "Entries in partitions that no worker owns, and parked");
    blockedKeys =
        meters.rows(
            MetricNames.BLOCKED_KEYS, "keys", "Keys whose entries wait for the first of them");
    parked =
        meters.rows(
            MetricNames.PARKED, "entries", "Entries that wait since their keys are blocked");
  }

  /** Where there is no keyed stage it shows nothing. */
  void seen(List<KeyedStatus> partitions, List<InboxStatus> inboxes) {
    show(owned, partitions, status -> status.owner().isEmpty() ? 0 : 1);
    show(
        unowned,
        partitions,
        status -> status.owner().isEmpty() ? status.parked() + backlog(status, inboxes) : 0);
    show(blockedKeys, partitions, KeyedStatus::blockedKeys);
    show(parked, partitions, KeyedStatus::parked);
  }

  /** The server could not be asked. */
  void unseen() {
    seen(List.of(), List.of());
  }

  private static long backlog(KeyedStatus of, List<InboxStatus> inboxes) {
    return inboxes.stream()
        .filter(inbox -> inbox.partition() == of.partition())
        .filter(inbox -> inbox.stage().stage().equals(of.stage()))
        .mapToLong(inbox -> inbox.stage().backlog())
        .sum();
  }

  private static void show(
      MultiGauge gauge, List<KeyedStatus> partitions, ToDoubleFunction<KeyedStatus> value) {
    Map<String, Double> byStage =
        partitions.stream()
            .collect(
                Collectors.groupingBy(
                    KeyedStatus::stage, TreeMap::new, Collectors.summingDouble(value)));
    gauge.register(
        byStage.entrySet().stream()
            .<MultiGauge.Row<?>>map(
                stage ->
                    MultiGauge.Row.of(Tags.of(MetricNames.STAGE, stage.getKey()), stage.getValue()))
            .toList(),
        true);
  }
}
