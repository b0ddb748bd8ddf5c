package io.streamweir.http.sample;

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
  private final Set<String> stages; // empty for all
  private final boolean lanes;
  private final List<Inspector> inspectors;

  private StatusSampler(Set<String> stages, boolean lanes, Stream<Inspector> inspectors) {
    this.stages = Set.copyOf(stages);
    this.lanes = lanes;
    this.inspectors = inspectors.filter(each -> touches(each.pipeline())).toList();
  }

  private boolean touches(PipelineFacts<?> pipeline) {
    return pipeline.stages().stream().anyMatch(stage -> includes(stage.name()));
  }

  private boolean includes(String stage) {
    return stages.isEmpty() || stages.contains(stage);
  }

  /**
   * One to ask once: it waits for a connection that was lost.
   *
   * @param stages those to look at; empty for all
   */
  public static StatusSampler once(
      RedisLink link, List<? extends PipelineFacts<?>> pipelines, Set<String> stages) {
    return new StatusSampler(
        stages, true, pipelines.stream().map(pipeline -> new Inspector(link, pipeline)));
  }

  /**
   * One to ask again and again: it says at once that there is no connection.
   *
   * @param stages those to look at; empty for all
   */
  public static StatusSampler watching(
      RedisLink link, List<? extends PipelineFacts<?>> pipelines, Set<String> stages) {
    return new StatusSampler(
        stages, true, pipelines.stream().map(pipeline -> Inspector.impatient(link, pipeline)));
  }

  /** The same of all stages, without what each worker does, which costs the most calls. */
  public static StatusSampler overview(RedisLink link, PipelineFacts<?> pipeline) {
    return new StatusSampler(Set.of(), false, Stream.of(Inspector.impatient(link, pipeline)));
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
        inspector.inboxes().stream().filter(inbox -> includes(inbox.stage().stage())).toList(),
        lanes
            ? inspector.lanes().stream().filter(lane -> includes(lane.stage())).toList()
            : List.of(),
        windows(inspector),
        inspector.outboxes(),
        inspector.pauses().stream()
            .filter(pause -> pause.whole() || includes(pause.stage()))
            .toList(),
        inspector.breakers().stream().filter(breaker -> includes(breaker.stage())).toList());
  }

  /** A window belongs to the stage that takes its summaries. */
  private List<WindowStatus> windows(Inspector inspector) {
    Set<String> shown =
        inspector.pipeline().windows().stream()
            .filter(window -> includes(window.closesTo()))
            .map(Window::name)
            .collect(Collectors.toSet());
    return shown.isEmpty()
        ? List.of()
        : inspector.windows().stream().filter(is -> shown.contains(is.window())).toList();
  }
}
