package io.streamweir.cli.job;

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
}
