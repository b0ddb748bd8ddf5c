package io.streamweir.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.streamweir.listener.LaneView;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the lanes of one inbox do at the moment in this process, where there is usually one of them.
 * Their gauges leave the registry with the last of them. Thread-safe.
 */
final class LaneGauges {
  private final MeterRegistry registry;
  private final Tags tags;
  private final List<LaneView> lanes = new CopyOnWriteArrayList<>();
  private List<Meter> meters = List.of();

  LaneGauges(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
  }

  synchronized void add(LaneView lane) {
    lanes.add(lane);
    if (meters.isEmpty()) {
      meters = register();
      if (lane.keyed()) {
        meters = Stream.concat(meters.stream(), Stream.of(owned())).toList();
      }
    }
  }

  synchronized void remove(LaneView lane) {
    lanes.remove(lane);
    if (lanes.isEmpty()) {
      meters.forEach(registry::remove);
      meters = List.of();
    }
  }

  private List<Meter> register() {
    return List.of(
        gauge(
            MetricNames.POLL_AGE,
            "seconds",
            "Since Redis last answered the lane",
            g -> g.all(lane -> lane.sinceContact().toNanos() / 1e9).max().orElse(Double.NaN)),
        gauge(
            MetricNames.PAUSED,
            null,
            "1 while the lane waits for room downstream",
            g -> g.all(lane -> lane.paused() ? 1 : 0).max().orElse(Double.NaN)),
        gauge(
            MetricNames.THROTTLED,
            null,
            "1 while the lane waits until its stage's limits grant another entry",
            g -> g.all(lane -> lane.throttled() ? 1 : 0).max().orElse(Double.NaN)),
        gauge(
            MetricNames.HELD,
            "entries",
            "Entries in the lane's hands",
            g -> g.all(LaneView::held).sum()),
        gauge(
            MetricNames.CONCURRENCY,
            null,
            "Entries that the lane handles at once, at most",
            g -> g.all(LaneView::concurrency).sum()));
  }

  private Meter owned() {
    return gauge(
        MetricNames.OWNED,
        null,
        "1 while the lane owns its partition of a keyed stage",
        g -> g.all(lane -> lane.owned() ? 1 : 0).max().orElse(Double.NaN));
  }

  private DoubleStream all(ToDoubleFunction<LaneView> value) {
    return lanes.stream().mapToDouble(value);
  }

  private Meter gauge(
      String name, @Nullable String unit, String help, ToDoubleFunction<LaneGauges> value) {
    return Gauge.builder(name, this, value)
        .description(help)
        .baseUnit(unit)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }
}
