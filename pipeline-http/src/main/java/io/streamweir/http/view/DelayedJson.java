package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.DelayedEntries.Delayed;

/** Shows delayed and parked entries. */
public final class DelayedJson {
  private DelayedJson() {}

  /** One entry as an object. */
  public static ObjectNode of(Delayed entry) {
    return Json.object()
        .put("job", entry.jobId())
        .put("status", "delayed")
        .put("stage", entry.stage())
        .put("partition", entry.place())
        .put("due", entry.due() == null ? null : entry.due().toString())
        .put("attempt", entry.attempt())
        .put("lastError", entry.lastError());
  }
}
