package io.streamweir.cli.status.sample;

import io.streamweir.cli.found.StageFilter;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.WindowStatus;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisLink;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the server what waits and runs at the chosen stages. Thread-safe. */
public final class StatusSampler {
  private final StageFilter filter;
  private final List<Inspector> inspectors;

  private StatusSampler(StageFilter filter, Stream<Inspector> inspectors) {
    this.filter = filter;
    this.inspectors = inspectors.filter(each -> filter.touches(each.pipeline())).toList();
  }

  /** One to ask once: it waits for a connection that was lost. */
  public static StatusSampler once(
      RedisLink link, List<? extends PipelineFacts<?>> pipelines, StageFilter filter) {
    return new StatusSampler(
        filter, pipelines.stream().map(pipeline -> new Inspector(link, pipeline)));
  }

  /** One to ask again and again: it says at once that there is no connection. */
  public static StatusSampler watching(
      RedisLink link, List<? extends PipelineFacts<?>> pipelines, StageFilter filter) {
    return new StatusSampler(
        filter, pipelines.stream().map(pipeline -> Inspector.impatient(link, pipeline)));
  }

  /**
   * Asks.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public StatusSample take() {
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
        windows(inspector),
        inspector.outboxes(),
        inspector.pauses().stream()
            .filter(pause -> pause.whole() || filter.includes(pause.stage()))
            .toList(),
        inspector.breakers().stream().filter(breaker -> filter.includes(breaker.stage())).toList());
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
