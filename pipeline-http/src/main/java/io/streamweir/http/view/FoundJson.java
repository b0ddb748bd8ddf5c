package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.JobEntry;

/** Shows in short where the entries of one job are. */
public final class FoundJson {
  private FoundJson() {}

  /** One entry as an object. */
  public static ObjectNode of(JobEntry entry) {
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
