package io.streamweir.metrics;

import io.micrometer.core.instrument.Meter;
import io.streamweir.listener.LaneView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the lanes of one stage and priority do at the moment in this process, in all partitions: of
 * ages and flags the worst. Their gauges leave the registry with the last of them. Thread-safe.
 */
final class LaneGauges {
  private final Meters meters;
  private final List<LaneView> lanes = new CopyOnWriteArrayList<>();
  private List<Meter> registered = List.of();

  LaneGauges(Meters meters) {
    this.meters = meters;
  }

  synchronized void add(LaneView lane) {
    lanes.add(lane);
    if (registered.isEmpty()) {
      registered = register(lane.keyed());
    }
  }

  synchronized void remove(LaneView lane) {
    lanes.remove(lane);
    if (lanes.isEmpty()) {
      registered.forEach(meters.registry()::remove);
      registered = List.of();
    }
  }

  private List<Meter> register(boolean keyed) {
    List<Meter> all = new ArrayList<>();
    all.add(
        gauge(
            MetricNames.POLL_AGE,
            "seconds",
            "Since Redis last answered a lane",
            g -> g.most(lane -> lane.sinceContact().toNanos() / 1e9)));
    all.add(flag(MetricNames.PAUSED, "1 while a lane waits for room downstream", LaneView::paused));
    all.add(
        flag(
            MetricNames.THROTTLED,
            "1 while a lane waits until its stage's limits grant another entry",
            LaneView::throttled));
    String held = "Entries in the lanes' hands";
    all.add(gauge(MetricNames.HELD, "entries", held, g -> g.sum(LaneView::held)));
    String concurrency = "Entries that the lanes handle at once, at most";
    all.add(gauge(MetricNames.CONCURRENCY, null, concurrency, g -> g.sum(LaneView::concurrency)));
    if (keyed) {
      String owned = "Partitions of a keyed stage that the lanes own";
      all.add(gauge(MetricNames.OWNED, null, owned, g -> g.sum(lane -> lane.owned() ? 1 : 0)));
    }
    return all;
  }

  private Meter flag(String name, String help, Predicate<LaneView> is) {
    return gauge(name, null, help, g -> g.most(lane -> is.test(lane) ? 1 : 0));
  }

  private double most(ToDoubleFunction<LaneView> value) {
    return lanes.stream().mapToDouble(value).max().orElse(Double.NaN);
  }

  private double sum(ToDoubleFunction<LaneView> value) {
    return lanes.stream().mapToDouble(value).sum();
  }

  private Meter gauge(
      String name, @Nullable String unit, String help, ToDoubleFunction<LaneGauges> value) {
    return meters.gauge(name, unit, help, this, value);
  }
}
