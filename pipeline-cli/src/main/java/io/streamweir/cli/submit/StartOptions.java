package io.streamweir.cli.submit;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.option.DurationConverter;
import io.streamweir.client.SubmitOptions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When submitted jobs shall begin. */
final class StartOptions {
  @Option(
      names = "--delay",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Let jobs wait so long before their first stage. Default: not at all")
  private @Nullable Duration delay;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description =
          "Let jobs wait until then, by the server's clock, as 2026-11-21T03:00:00Z or"
              + " 2026-11-21T04:00+01:00; at once where that is past")
  private String at = "";

  /**
   * The options with that start.
   *
   * @throws UsageException where the options make no sense
   */
  SubmitOptions add(SubmitOptions options) {
    if (delay != null && !at.isEmpty()) {
      throw new UsageException("--delay and --at both say when jobs begin; leave out one of them");
    }
    if (delay != null) {
      return options.withDelay(delay);
    }
    return at.isEmpty() ? options : options.withStart(instant());
  }

  private Instant instant() {
    try {
      return ZonedDateTime.parse(at).toInstant();
    } catch (DateTimeException e) {
      throw new UsageException(
          "--at '"
              + at
              + "' is no instant: write date, time and offset, as 2026-11-21T03:00:00Z or"
              + " 2026-11-21T04:00+01:00");
    }
  }
}
