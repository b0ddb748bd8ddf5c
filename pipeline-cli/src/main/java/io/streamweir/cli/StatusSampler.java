package io.streamweir.cli;

import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.WindowStatus;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisLink;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the server what waits and runs at the chosen stages. Thread-safe. */
final class StatusSampler {
  private final StageFilter filter;
  private final List<Inspector> inspectors;

  StatusSampler(RedisLink link, StageFilter filter) {
    this.filter = filter;
    this.inspectors =
        filter.pipelines().stream().map(pipeline -> new Inspector(link, pipeline)).toList();
  }

  /**
   * Asks.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  StatusSample take() {
    Instant time = Instant.now();
    long nanos = System.nanoTime();
    return new StatusSample(time, nanos, inspectors.stream().map(this::ask).toList());
  }

  private StatusSample.OfPipeline ask(Inspector inspector) {
    return StatusSample.OfPipeline.of(
        inspector.pipeline().name(),
        inspector.inboxes().stream()
            .filter(inbox -> filter.includes(inbox.stage().stage()))
            .toList(),
        inspector.lanes().stream().filter(lane -> filter.includes(lane.stage())).toList(),
        windows(inspector));
  }

  /** A window belongs to the stage that takes its summaries. */
  private List<WindowStatus> windows(Inspector inspector) {
    Set<String> shown =
        inspector.pipeline().windows().stream()
            .filter(window -> filter.includes(window.closesTo()))
            .map(Window::name)
            .collect(Collectors.toSet());
    return shown.isEmpty()
        ? List.of()
        : inspector.windows().stream().filter(is -> shown.contains(is.window())).toList();
  }
}
