package io.streamweir.metrics;

import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.WindowStatus;
import io.streamweir.pipeline.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the server has of a pipeline's windows, as it was last seen. */
final class WindowMeters {
  private final List<Seen> windows = new ArrayList<>(); // in the order of definition

  /** One window, over all partitions. */
  private static final class Seen {
    private volatile @Nullable WindowStatus last;
    private volatile boolean known;

    double now(ToDoubleFunction<WindowStatus> value) {
      WindowStatus status = last;
      return known && status != null ? value.applyAsDouble(status) : Double.NaN;
    }

    double count(ToDoubleFunction<WindowStatus> value) {
      WindowStatus status = last;
      return status == null ? 0 : value.applyAsDouble(status);
    }
  }

  WindowMeters(Meters meters, Inspector inspector) {
    for (Window window : inspector.pipeline().windows()) {
      windows.add(register(meters.and(MetricNames.WINDOW, window.name())));
    }
  }

  private static Seen register(Meters meters) {
    Seen seen = new Seen();
    meters.gauge(
        MetricNames.WINDOWS_OPEN,
        null,
        "Spans that have not been closed",
        seen,
        s -> s.now(WindowStatus::open));
    meters.gauge(
        MetricNames.WINDOW_LAG,
        "seconds",
        "Event time by which the watermark is behind the newest event",
        seen,
        s -> s.now(WindowStatus::lagSeconds));
    counter(meters, seen, MetricNames.WINDOWS_CLOSED, "Spans closed", WindowStatus::closed);
    counter(meters, seen, MetricNames.WINDOW_LATE, "Updates too late", WindowStatus::late);
    counter(meters, seen, MetricNames.WINDOW_EARLY, "Updates too far ahead", WindowStatus::early);
    return seen;
  }

  private static void counter(
      Meters meters, Seen seen, String name, String help, ToDoubleFunction<WindowStatus> value) {
    meters.counter(name, help, seen, s -> s.count(value));
  }

  /** Takes what the server says now, in the order of definition. */
  void seen(List<WindowStatus> now) {
    for (int window = 0; window < now.size(); window++) {
      Seen seen = windows.get(window);
      seen.last = now.get(window);
      seen.known = true;
    }
  }

  /** The server could not be asked. */
  void unseen() {
    windows.forEach(seen -> seen.known = false);
  }
}
