package io.streamweir.spring.boot.override;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How pipelines are run, where it is to differ from what their code says.
 *
 * @param pipelines Settings by the name of the pipeline.
 */
@ConfigurationProperties("streamweir")
public record PipelineProperties(@DefaultValue Map<String, Settings> pipelines) {
  private static final Worker NOTHING = new Worker(null, null, null, null);

  /** The worker's settings of this pipeline, which may all be null. */
  public Worker worker(String pipeline) {
    Settings settings = pipelines.get(pipeline);
    return settings == null || settings.worker() == null ? NOTHING : settings.worker();
  }

  /**
   * The settings of one pipeline.
   *
   * @param worker Its worker.
   * @param stages Settings by the name of the stage.
   */
  public record Settings(
      @Nullable Worker worker, @DefaultValue Map<String, StageSettings> stages) {}

  /**
   * The worker of one pipeline.
   *
   * @param enabled Whether this instance works on the pipeline.
   * @param lease How long an entry may stay unrenewed before other workers take it.
   * @param drainTimeout How long running handlers may go on when the application stops.
   * @param concurrency How many entries each lane handles at once, in all stages; 0 for what each
   *     stage says.
   */
  public record Worker(
      @Nullable Boolean enabled,
      @Nullable Duration lease,
      @Nullable Duration drainTimeout,
      @Nullable Integer concurrency) {}

  /**
   * The settings of one stage. What is null stays as the code says.
   *
   * @param concurrency How many entries one lane handles at once.
   * @param maxBatch The most entries of one read and of one settlement.
   * @param maxDeliveries How often an entry may be given to workers that die with it.
   * @param maxBacklog How many entries the inbox of a partition holds before producers are refused.
   * @param maxPayload The largest output.
   * @param maxCheckpoint The largest checkpoint.
   * @param retention How long settled entries stay in the inbox.
   * @param handlerTimeout After how long a handler is interrupted and its attempt has failed.
   * @param maxAttempts How many attempts an entry gets before it becomes a dead letter.
   * @param backoff The waits between attempts.
   * @param batch The batches of a batch stage.
   * @param rateLimit How many entries all workers together begin in a time.
   * @param maxRunning How many entries all workers together handle at once.
   * @param ratePerKey How many entries with the same key all workers together begin in a time.
   * @param maxRunningPerKey How many entries with the same key all workers together handle at once.
   * @param breaker When the stage rests since its attempts fail.
   */
  public record StageSettings(
      @Nullable Integer concurrency,
      @Nullable Integer maxBatch,
      @Nullable Integer maxDeliveries,
      @Nullable Long maxBacklog,
      @Nullable DataSize maxPayload,
      @Nullable DataSize maxCheckpoint,
      @Nullable Duration retention,
      @Nullable Duration handlerTimeout,
      @Nullable Integer maxAttempts,
      @Nullable BackoffSettings backoff,
      @Nullable Batch batch,
      @Nullable Rate rateLimit,
      @Nullable Integer maxRunning,
      @Nullable Rate ratePerKey,
      @Nullable Integer maxRunningPerKey,
      @Nullable Breaker breaker) {}

  /**
   * Waits that grow.
   *
   * @param initial The first one.
   * @param factor By what each further one grows.
   * @param max The longest one.
   * @param jitter The share that is random, both ways.
   */
  public record BackoffSettings(
      @Nullable Duration initial,
      @Nullable Double factor,
      @Nullable Duration max,
      @Nullable Double jitter) {}

  /**
   * The batches of a batch stage.
   *
   * @param maxEntries The most entries of one.
   * @param within How long entries are gathered.
   */
  public record Batch(@Nullable Integer maxEntries, @Nullable Duration within) {}

  /**
   * How many in a time.
   *
   * @param permits How many.
   * @param per In which time.
   * @param burst The most that begin together after a quiet time.
   */
  public record Rate(int permits, @DefaultValue("1s") Duration per, @Nullable Integer burst) {}

  /**
   * When a stage rests.
   *
   * @param window How many of the last attempts count.
   * @param failureRatio The share of failed ones among them at which the stage rests.
   * @param trials How many entries are tried after a rest.
   * @param rest How long it rests.
   */
  public record Breaker(
      @Nullable Integer window,
      @Nullable Double failureRatio,
      @Nullable Integer trials,
      @Nullable BackoffSettings rest) {}
}
