package io.streamweir.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.text.Json;
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

  /** One entry as an object. */
  static ObjectNode json(Delayed entry) {
    return Json.object()
        .put("job", entry.jobId())
        .put("status", "delayed")
        .put("stage", entry.stage())
        .put("partition", entry.place())
        .put("due", entry.due() == null ? null : entry.due().toString())
        .put("attempt", entry.attempt())
        .put("lastError", entry.lastError());
  }

  private static String due(Delayed entry) {
    return entry.due() == null
        ? "behind its key"
        : entry.due().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
