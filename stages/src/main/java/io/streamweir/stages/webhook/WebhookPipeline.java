package io.streamweir.stages.webhook;

import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.schemas.webhook.DeliveryReceipt;
import io.streamweir.schemas.webhook.WebhookEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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

  @Override
  public Optional<String> missing() {
    return missing(System.getenv());
  }

  static Optional<String> missing(Map<String, String> environment) {
    String variable = WebhookSettings.PREFIX + EnvironmentSetting.SECRETS.name();
    String directory = environment.getOrDefault(variable, "").strip();
    if (directory.isEmpty()) {
      return Optional.of("set " + variable + " to the directory of the secrets that sign");
    }
    if (!Files.isDirectory(Path.of(directory)) || !Files.isReadable(Path.of(directory))) {
      throw new IllegalArgumentException(
          variable + ": " + directory + " is no directory that can be read");
    }
    return Optional.empty();
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
        .keyedBy(WebhookPipeline::keyOf)
        .partitions(partitions)
        .build();
  }

  private static StageConfig configure(StageConfig stage, WebhookSettings settings) {
    StageConfig plain =
        stage
            .withConcurrency(settings.concurrency())
            .withFailure(FailurePolicy.attempts(settings.maxAttempts(), settings.backoff()));
    StageConfig ordered = settings.ordered() ? plain.withOrder() : plain;
    RateLimit rate = settings.ratePerTarget();
    return rate == null ? ordered : ordered.withRatePerKey(rate);
  }

  /**
   * The key under which an event is submitted where nothing else is said: scheme, host and port of
   * its target, so that order and rate are kept per target.
   *
   * @throws IllegalArgumentException where the target cannot be read, saying why; so such an event
   *     is refused when it is submitted
   */
  public static String keyOf(WebhookEvent event) {
    try {
      return Target.parse(event.getTarget()).origin();
    } catch (RejectedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
