package io.streamweir.cli.text;

import io.streamweir.inspect.Pause;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Says in words that something is paused. */
public final class PauseText {
  private PauseText() {}

  /**
   * As {@code paused since 2026-03-01T10:00:00Z by ops@bastion, until it is resumed: the disk is
   * full; submits are refused}.
   */
  public static String of(Pause pause) {
    return "paused since "
        + time(pause.since())
        + (pause.by().isEmpty() ? "" : " by " + SafeText.of(pause.by()))
        + ", "
        + until(pause)
        + (pause.reason().isEmpty() ? "" : ": " + SafeText.of(pause.reason()))
        + (pause.refusesSubmits() ? "; submits are refused" : "");
  }

  /** As {@code until 2026-03-01T10:00:00Z} or {@code until it is resumed}. */
  public static String until(Pause pause) {
    Instant until = pause.until();
    return until == null ? "until it is resumed" : "until " + time(until);
  }

  private static Instant time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
