package io.streamweir.cli.job;

import io.streamweir.cli.text.SafeText;
import io.streamweir.cli.text.TextTable;
import io.streamweir.inspect.DelayedEntries.Delayed;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Shows delayed and parked entries. */
final class DelayedView {
  private DelayedView() {}

  /** The entries as rows. */
  static List<String> table(List<Delayed> all) {
    TextTable table = new TextTable(5, "STAGE", "PARTITION", "DUE", "JOB", "LAST ERROR", "ATTEMPT");
    for (Delayed entry : all) {
      table.row(
          entry.stage(),
          entry.place(),
          due(entry),
          SafeText.of(entry.jobId(), 40),
          SafeText.of(entry.lastError(), 100),
          entry.attempt());
    }
    return table.takeLines();
  }

  private static String due(Delayed entry) {
    return entry.due() == null
        ? "behind its key"
        : entry.due().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
