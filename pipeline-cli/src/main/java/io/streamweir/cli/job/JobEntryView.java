package io.streamweir.cli.job;

import io.streamweir.cli.terminal.Terminal;
import io.streamweir.cli.text.Figures;
import io.streamweir.cli.text.SafeText;
import io.streamweir.inspect.JobEntry;
import io.streamweir.inspect.JobEntry.Holder;
import io.streamweir.inspect.JobState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows entries of jobs with all that is known of them. */
final class JobEntryView {
  private static final int LONGEST = 200; // columns of a text where there is no terminal
  private static final int INDENT = 12;

  private final int columns;

  /** On this terminal. */
  JobEntryView(Terminal terminal) {
    this.columns = Math.max(40, (terminal.out() ? terminal.columns() : LONGEST) - INDENT);
  }

  /** An entry on several lines; long payloads shortened. */
  String text(JobEntry entry) {
    List<String> lines = new ArrayList<>();
    Instant since = entry.since().orElse(entry.submitted());
    lines.add(
        String.format(
            Locale.ROOT,
            "%s  %s at %s, partition %s, %s old, attempt %d",
            entry.job().isEmpty() ? "(no job)" : SafeText.of(entry.job(), 128),
            entry.state(),
            entry.stage(),
            entry.place(),
            Figures.time(Math.max(0, Duration.between(since, Instant.now()).toMillis() / 1000.0)),
            entry.attempt()));
    add(lines, "id", entry.id());
    add(lines, "key", entry.key());
    add(lines, "output", entry.path());
    entry.holder().ifPresent(holder -> add(lines, "held by", held(holder, entry.deliveries())));
    add(lines, "due", due(entry));
    add(lines, "error", entry.lastError());
    add(
        lines,
        "headers",
        entry.headers().entrySet().stream()
            .map(header -> header.getKey() + "=" + header.getValue())
            .collect(Collectors.joining(", ")));
    entry.defect().ifPresent(defect -> add(lines, "defect", defect));
    add(lines, "payload", payload(entry));
    return String.join("\n", lines);
  }

  private void add(List<String> lines, String name, String value) {
    if (!value.isEmpty()) {
      lines.add(String.format(Locale.ROOT, "  %-8s  %s", name, SafeText.of(value, columns)));
    }
  }

  private String payload(JobEntry entry) {
    String json = entry.payload().json();
    String size =
        json.length() <= columns
            ? ""
            : String.format(Locale.ROOT, " (%,d characters)", json.length());
    return SafeText.of(json, columns - size.length()) + size;
  }

  private static String held(Holder holder, long deliveries) {
    String given = deliveries == 1 ? "" : ", delivered " + deliveries + " times";
    String least = Figures.time(holder.least().toMillis() / 1000.0);
    if (holder.worker().isEmpty()) {
      return "nobody: its worker handed it back " + least + " ago" + given;
    }
    return holder
            .most()
            .map(
                most ->
                    holder.worker()
                        + " for "
                        + least
                        + " to "
                        + Figures.time(most.toMillis() / 1000.0))
            .orElse(holder.worker() + " for " + least + " or more; it says nothing and may be gone")
        + given;
  }

  private static String due(JobEntry entry) {
    return entry
        .due()
        .map(due -> due.truncatedTo(ChronoUnit.SECONDS).toString())
        .orElse(entry.state() == JobState.PARKED ? "behind others of its key" : "");
  }
}
