package io.streamweir.spring.boot.endpoint;

import io.streamweir.client.ScheduleException;
import io.streamweir.client.Schedules;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.Inspector;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.worker.PipelineWorker;
import io.streamweir.spring.boot.worker.PipelineWorkers;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the pipelines of the application, their dead letters and schedules. It changes them only
 * where {@code management.endpoint.streamweir.access} is {@code unrestricted}. Thread-safe.
 */
@Endpoint(id = "streamweir", defaultAccess = Access.READ_ONLY)
public final class StreamweirEndpoint {
  private static final int MOST_LETTERS = 100;

  private final RedisLink link;
  private final ObjectProvider<Pipeline<?>> pipelines;
  private final ObjectProvider<PipelineWorkers> workers;

  StreamweirEndpoint(
      RedisLink link,
      ObjectProvider<Pipeline<?>> pipelines,
      ObjectProvider<PipelineWorkers> workers) {
    this.link = link;
    this.pipelines = pipelines;
    this.workers = workers;
  }

  /**
   * All pipelines.
   *
   * @param pipelines how each stands, in the order of the beans
   */
  public record Status(List<PipelineStatus> pipelines) {}

  /**
   * Dead letters of a pipeline.
   *
   * @param deadLetters those of all stages, the first ones of each
   */
  public record Letters(List<DeadLetterView> deadLetters) {}

  /**
   * Schedules of a pipeline.
   *
   * @param schedules all of them, by name
   */
  public record ScheduleList(List<ScheduleView> schedules) {}

  /** How all pipelines stand. */
  @ReadOperation
  public Status status() {
    return new Status(pipelines.orderedStream().map(this::status).toList());
  }

  /** How one pipeline stands. */
  @ReadOperation
  public PipelineStatus pipeline(@Selector String pipeline) {
    return status(find(pipeline));
  }

  /**
   * What a pipeline has.
   *
   * @param what {@code dead-letters} or {@code schedules}
   */
  @ReadOperation
  public Object look(@Selector String pipeline, @Selector String what) {
    Pipeline<?> found = find(pipeline);
    return switch (what) {
      case "dead-letters" -> new Letters(letters(found));
      case "schedules" ->
          new ScheduleList(
              Schedules.open(link, found).list().stream().map(ScheduleView::of).toList());
      default ->
          throw refused("there is nothing '" + what + "'; there are dead-letters and schedules");
    };
  }

  /**
   * Changes a pipeline.
   *
   * @param action {@code pause}, {@code resume}, {@code replay}, {@code pause-schedule}, {@code
   *     resume-schedule} or {@code run-schedule}
   * @param stage of a pause or of dead letters; without it all stages
   * @param id of a dead letter
   * @param schedule its name
   * @param duration of a pause
   * @param reason of a pause
   */
  @WriteOperation
  public Changed change(
      @Selector String pipeline,
      @Selector String action,
      @Nullable String stage,
      @Nullable String id,
      @Nullable String schedule,
      @Nullable Duration duration,
      @Nullable String reason) {
    PipelineChanges changes = new PipelineChanges(link, find(pipeline));
    try {
      return changes.change(
          action, new PipelineChanges.Asked(stage, id, schedule, duration, reason));
    } catch (IllegalArgumentException | ScheduleException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private PipelineStatus status(Pipeline<?> pipeline) {
    Optional<PipelineWorker> own =
        workers.stream()
            .flatMap(all -> all.workers().stream())
            .filter(worker -> worker.pipeline().name().equals(pipeline.name()))
            .findFirst();
    String state = own.map(worker -> worker.state().toString()).orElse(null);
    String consumer = own.flatMap(PipelineWorker::worker).map(Worker::consumer).orElse(null);
    try {
      Inspector inspector = Inspector.impatient(link, pipeline.facts());
      return new PipelineStatus(
          pipeline.name(),
          state,
          consumer,
          inspector.status().stream().map(PipelineStatus.Stage::of).toList(),
          inspector.pauses().stream().map(PipelineStatus.Paused::of).toList(),
          null);
    } catch (RedisCallException e) {
      return new PipelineStatus(
          pipeline.name(), state, consumer, List.of(), List.of(), e.getMessage());
    }
  }

  private List<DeadLetterView> letters(Pipeline<?> pipeline) {
    List<DeadLetterView> all = new ArrayList<>();
    for (StageDefinition<?, ?> stage : pipeline.stages()) {
      new DeadLetters(link, pipeline, stage.name())
          .forEach(MOST_LETTERS, letter -> all.add(DeadLetterView.of(stage.name(), letter)));
    }
    return all;
  }

  private Pipeline<?> find(String name) {
    Map<String, Pipeline<?>> known = new TreeMap<>();
    pipelines.stream().forEach(pipeline -> known.put(pipeline.name(), pipeline));
    Pipeline<?> found = known.get(name);
    if (found == null) {
      String there = known.isEmpty() ? "none" : String.join(", ", known.keySet());
      throw refused("there is no pipeline '" + name + "'; there are: " + there);
    }
    return found;
  }

  private static InvalidEndpointRequestException refused(String why) {
    return new InvalidEndpointRequestException(why, why);
  }
}
