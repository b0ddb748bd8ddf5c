package io.streamweir.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.WindowStatus;
import io.streamweir.pipeline.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the server has of a pipeline's windows, as it was last seen. */
final class WindowMeters {
  private final List<List<Seen>> windows = new ArrayList<>(); // by partition, then window

  /** One window in one partition. */
  private static final class Seen {
    private volatile @Nullable WindowStatus last;
    private volatile boolean known;

    double now(ToDoubleFunction<WindowStatus> value) {
      WindowStatus status = last;
      return known && status != null ? value.applyAsDouble(status) : Double.NaN;
    }

    double count(ToLongFunction<WindowStatus> value) {
      WindowStatus status = last;
      return status == null ? 0 : value.applyAsLong(status);
    }
  }

  WindowMeters(MeterRegistry registry, Tags tags, Inspector inspector) {
    for (int partition = 0; partition < inspector.pipeline().partitions(); partition++) {
      Tags own = tags.and(MetricNames.PARTITION, Integer.toString(partition));
      List<Seen> all = new ArrayList<>();
      for (Window window : inspector.pipeline().windows()) {
        all.add(register(registry, own.and(MetricNames.WINDOW, window.name())));
      }
      windows.add(all);
    }
  }

  private static Seen register(MeterRegistry registry, Tags tags) {
    Seen seen = new Seen();
    Gauge.builder(MetricNames.WINDOWS_OPEN, seen, s -> s.now(WindowStatus::open))
        .description("Spans that have not been closed")
        .tags(tags)
        .strongReference(true)
        .register(registry);
    Gauge.builder(MetricNames.WINDOW_LAG, seen, s -> s.now(WindowStatus::lagSeconds))
        .description("Event time by which the watermark is behind the newest event")
        .baseUnit("seconds")
        .tags(tags)
        .strongReference(true)
        .register(registry);
    counter(registry, tags, seen, MetricNames.WINDOWS_CLOSED, "Spans closed", WindowStatus::closed);
    counter(registry, tags, seen, MetricNames.WINDOW_LATE, "Updates too late", WindowStatus::late);
    counter(
        registry,
        tags,
        seen,
        MetricNames.WINDOW_EARLY,
        "Updates too far ahead",
        WindowStatus::early);
    return seen;
  }

  private static void counter(
      MeterRegistry registry,
      Tags tags,
      Seen seen,
      String name,
      String help,
      ToLongFunction<WindowStatus> value) {
    FunctionCounter.builder(name, seen, s -> s.count(value))
        .description(help)
        .tags(tags)
        .register(registry);
  }

  /** Takes what the server says now, partition by partition. */
  void seen(List<List<WindowStatus>> now) {
    for (int partition = 0; partition < now.size(); partition++) {
      for (int window = 0; window < now.get(partition).size(); window++) {
        Seen seen = windows.get(partition).get(window);
        seen.last = now.get(partition).get(window);
        seen.known = true;
      }
    }
  }

  /** The server could not be asked. */
  void unseen() {
    windows.forEach(all -> all.forEach(seen -> seen.known = false));
  }
}
