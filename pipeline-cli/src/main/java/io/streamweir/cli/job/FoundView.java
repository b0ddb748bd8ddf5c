package io.streamweir.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.text.Json;
import io.streamweir.cli.text.SafeText;
import io.streamweir.inspect.JobEntry;
import io.streamweir.inspect.JobState;
import java.time.temporal.ChronoUnit;

/** Shows where the entries of one job are. */
final class FoundView {
  private FoundView() {}

  /** One entry on one line. */
  static String text(JobEntry entry) {
    StringBuilder text = new StringBuilder();
    text.append(SafeText.of(entry.job())).append("  ").append(entry.state());
    text.append("  ").append(entry.stage()).append(": attempt ").append(entry.attempt());
    entry.due().ifPresent(due -> text.append(", due ").append(due.truncatedTo(ChronoUnit.SECONDS)));
    entry
        .since()
        .ifPresent(since -> text.append(", since ").append(since.truncatedTo(ChronoUnit.SECONDS)));
    if (entry.state() == JobState.PARKED) {
      text.append(", behind its key");
    }
    entry
        .holder()
        .filter(holder -> !holder.worker().isEmpty())
        .ifPresent(holder -> text.append(", at worker ").append(SafeText.of(holder.worker())));
    if (!entry.lastError().isEmpty()) {
      text.append("  last error: ").append(SafeText.of(entry.lastError()));
    }
    return text.toString();
  }

  /** One entry as an object. */
  static ObjectNode json(JobEntry entry) {
    ObjectNode node =
        Json.object()
            .put("job", entry.job())
            .put("status", entry.state().toString())
            .put("stage", entry.stage())
            .put("partition", entry.place())
            .put("due", entry.due().map(Object::toString).orElse(null))
            .put("attempt", entry.attempt())
            .put("lastError", entry.lastError());
    entry.since().ifPresent(since -> node.put("since", since.toString()));
    entry.holder().ifPresent(holder -> node.put("worker", holder.worker()));
    return node;
  }
}
