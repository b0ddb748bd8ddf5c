package io.streamweir.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.text.Json;
import io.streamweir.cli.text.SafeText;
import io.streamweir.client.HandlerProgress;
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
    return json ? node(progress).toString() : text(progress);
  }

  private static ObjectNode node(HandlerProgress progress) {
    return Json.object()
        .put("job", progress.jobId())
        .put("status", "running")
        .put("stage", progress.stage())
        .put("path", progress.path())
        .put("fraction", progress.fraction())
        .put("note", progress.note())
        .put("attempt", progress.attempt())
        .put("worker", progress.worker())
        .put("at", progress.at().toString());
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
