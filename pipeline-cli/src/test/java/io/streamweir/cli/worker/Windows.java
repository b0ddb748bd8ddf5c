package io.streamweir.cli.worker;

import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a window without keys gathers of counts, in this process. */
final class Windows {
  private final Window window;
  private final Map<Long, WindowSummary> spans = new TreeMap<>();
  private long newest = Long.MIN_VALUE;

  Windows(Window window) {
    this.window = window;
  }

  void add(WindowUpdate update) {
    newest = Math.max(newest, update.eventTimeMillis());
    WindowSummary span =
        spans.computeIfAbsent(window.startOf(update.eventTimeMillis()), this::summary);
    for (WindowUpdate.Measure measure : update.measures()) {
      if (measure.kind() == WindowUpdate.Kind.COUNT) {
        span.getCounts().merge(measure.name(), measure.value(), Long::sum);
      }
    }
  }

  private WindowSummary summary(long start) {
    return new WindowSummary(
        window.name(),
        "",
        start,
        start + window.size().toMillis(),
        0L,
        new HashMap<>(),
        new HashMap<>(),
        new HashMap<>(),
        new HashMap<>(),
        new HashMap<>());
  }

  /** Those that the newest event has closed. */
  List<WindowSummary> closed() {
    return spans.values().stream()
        .filter(span -> span.getEnd() + window.allowedLateness().toMillis() <= newest)
        .toList();
  }
}
