package io.streamweir.cli.job;

import io.streamweir.cli.text.SafeText;
import io.streamweir.client.HandlerProgress;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.HandlerProgressJson;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Shows how far the handlers that run for a job say that they have come. */
final class HandlerProgressView {
  private final boolean json;

  HandlerProgressView(boolean json) {
    this.json = json;
  }

  /** One line. */
  String show(HandlerProgress progress) {
    return json ? Json.text(HandlerProgressJson.of(progress)) : text(progress);
  }

  private static String text(HandlerProgress progress) {
    String place =
        progress.path().isEmpty() ? progress.stage() : progress.stage() + " " + progress.path();
    String note = progress.note().isEmpty() ? "" : "  " + SafeText.of(progress.note());
    String attempt = progress.attempt() == 1 ? "" : ", attempt " + progress.attempt();
    return String.format(
        Locale.ROOT,
        "%s  running  %s: %.1f %%%s  (%s%s)",
        SafeText.of(progress.jobId()),
        SafeText.of(place),
        100 * progress.fraction(),
        note,
        progress.at().truncatedTo(ChronoUnit.SECONDS),
        attempt);
  }
}
