package io.streamweir.inspect;

import io.streamweir.internal.feature.pause.ClosedPartitions;
import io.streamweir.internal.feature.pause.PauseScript;
import io.streamweir.internal.feature.pause.StoredPause;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Optional;

/**
 * Pauses and resumes a stage or a whole pipeline. In all workers handlers that run end and are
 * settled, and within a second none begins. Entries wait and keep their times; so do delayed ones
 * and schedules. A pause outlives restarts of workers, and of a Redis that keeps its data.
 *
 * <p>Thread-safe; every method throws {@link io.streamweir.redis.RedisCallException} where Redis
 * cannot be asked, and may be repeated.
 */
public final class Pauses {
  private final RedisLink link;
  private final PipelineFacts<?> pipeline;
  private final PauseScript script;
  private final ClosedPartitions closed;

  /** Of this pipeline. */
  public Pauses(RedisLink link, Pipeline<?> pipeline) {
    this(link, pipeline.facts());
  }

  /** The same for a pipeline without its definition. */
  public Pauses(RedisLink link, PipelineFacts<?> pipeline) {
    this.link = link.patient();
    this.pipeline = pipeline;
    this.script = new PauseScript(this.link, pipeline.name());
    this.closed = new ClosedPartitions(this.link, pipeline.name(), pipeline.partitions());
  }

  /**
   * What became of a pause.
   *
   * @param pause as it is now
   * @param already whether it was in force before: then it keeps its beginning and the name of the
   *     one that began it
   */
  public record Paused(Pause pause, boolean already) {}

  /** Pauses the whole pipeline, those of its stages that will be added as well. */
  public Paused pause(PauseOptions options) {
    return put(StoredPause.WHOLE, options);
  }

  /**
   * Pauses a stage.
   *
   * @throws IllegalArgumentException where the pipeline has no such stage
   */
  public Paused pause(String stage, PauseOptions options) {
    return put(known(stage), options);
  }

  private Paused put(String stage, PauseOptions options) {
    PauseScript.Paused paused =
        link.await(
            script.pause(
                stage,
                options.duration(),
                options.refuseSubmits(),
                options.by(),
                options.reason()));
    if (paused.pause().refusesSubmits()) {
      closed.agree();
    }
    return new Paused(Pause.of(paused.pause()), paused.before());
  }

  /**
   * Resumes the whole pipeline; stages that were paused by themselves stay so.
   *
   * @return the pause that has ended; empty where the pipeline was not paused as a whole
   */
  public Optional<Pause> resume() {
    return take(StoredPause.WHOLE);
  }

  /**
   * Resumes a stage. Where the whole pipeline is paused, it does not work before that is resumed,
   * too.
   *
   * @return the pause that has ended; empty where the stage was not paused by itself
   * @throws IllegalArgumentException where the pipeline has no such stage
   */
  public Optional<Pause> resume(String stage) {
    return take(known(stage));
  }

  /** Partitions are opened also where nothing was paused: an earlier call may not have ended. */
  private Optional<Pause> take(String stage) {
    Optional<StoredPause> before = link.await(script.resume(stage));
    closed.agree();
    return before.map(Pause::of);
  }

  /** What is paused now: the whole pipeline first, then stages by name. */
  public List<Pause> list() {
    return Pause.inForce(link, pipeline.name());
  }

  private String known(String stage) {
    List<String> stages = pipeline.stages().stream().map(StageFacts::name).toList();
    if (!stages.contains(stage)) {
      throw new IllegalArgumentException(
          "pipeline '" + pipeline.name() + "' has no stage '" + stage + "'; it has " + stages);
    }
    return stage;
  }
}
