package io.streamweir.cli.submit;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.option.DurationConverter;
import io.streamweir.pipeline.Durability;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What must have happened to a job before it counts as submitted. */
final class DurabilityOptions {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

  @Option(
      names = "--replicated",
      paramLabel = "N",
      description =
          "Count jobs as submitted when N replicas have them too, and send them again until they"
              + " do. Default: 0, the master's memory is enough")
  private int replicas;

  @Option(
      names = "--replicated-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "With --replicated: how long the replicas may take before the jobs are sent again."
              + " Default: 1s")
  private @Nullable Duration timeout;

  /** Throws {@link UsageException} where the options make no sense. */
  Durability durability() {
    if (replicas == 0 && timeout == null) {
      return Durability.MEMORY;
    }
    if (replicas < 1) {
      throw new UsageException("--replicated must say how many replicas, at least 1: " + replicas);
    }
    try {
      return Durability.replicated(replicas, timeout == null ? DEFAULT_TIMEOUT : timeout);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--replicated-timeout: " + e.getMessage());
    }
  }
}
