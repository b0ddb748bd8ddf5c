package io.streamweir.stages.webhook;

import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.schemas.webhook.DeliveryReceipt;
import io.streamweir.schemas.webhook.WebhookEvent;

/**
 * The pipeline {@code webhook} of one stage, {@code deliver}. One job is one event for one target;
 * it ends with a {@link DeliveryReceipt}, or as a dead letter that tells of the last answer.
 * Thread-safe.
 */
public final class WebhookPipeline implements PipelineProvider {
  /** The pipeline's name. */
  public static final String NAME = "webhook";

  /** For the command, which finds this class by its name. */
  public WebhookPipeline() {}

  /**
   * Makes the pipeline with one partition and the settings of the environment.
   *
   * @throws IllegalArgumentException where one of these makes no sense
   */
  @Override
  public Pipeline<WebhookEvent> pipeline() {
    return pipeline(WebhookSettings.ofEnvironment(System.getenv()), 1);
  }

  /** Makes the pipeline with these settings, spread over so many partitions, 1 to 1,024. */
  public static Pipeline<WebhookEvent> pipeline(WebhookSettings settings, int partitions) {
    return pipeline(settings, partitions, new Deliver(settings));
  }

  static Pipeline<WebhookEvent> pipeline(
      WebhookSettings settings, int partitions, Deliver deliver) {
    return Pipeline.named(NAME)
        .accepts(WebhookEvent.class)
        .stage("deliver", DeliveryReceipt.class, deliver, stage -> configure(stage, settings))
        .partitions(partitions)
        .build();
  }

  private static StageConfig configure(StageConfig stage, WebhookSettings settings) {
    return stage
        .withConcurrency(settings.concurrency())
        .withFailure(FailurePolicy.attempts(settings.maxAttempts(), settings.backoff()));
  }

  /**
   * The key under which an event is to be submitted: scheme, host and port of its target, so that
   * order and rate are kept per target. Events whose target makes no sense share one.
   */
  public static String keyOf(WebhookEvent event) {
    try {
      return Target.parse(event.getTarget()).origin();
    } catch (RejectedException e) {
      return "refused";
    }
  }
}
