package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.JobEntry;
import io.streamweir.inspect.JobEntry.Holder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Shows entries of jobs that have not ended. */
public final class JobEntryJson {
  private JobEntryJson() {}

  /** An entry as an object, with its whole payload. */
  public static ObjectNode of(JobEntry entry) {
    ObjectNode node =
        Json.object()
            .put("job", entry.job())
            .put("state", entry.state().toString())
            .put("stage", entry.stage())
            .put("partition", entry.place())
            .put("id", entry.id())
            .put("cursor", entry.cursor())
            .put("key", entry.key())
            .put("path", entry.path())
            .put("submitted", entry.submitted().toString())
            .put("since", text(entry.since().orElse(null)))
            .put("attempt", entry.attempt())
            .put("deliveries", entry.deliveries())
            .put("due", text(entry.due().orElse(null)))
            .put("lastError", entry.lastError());
    entry.holder().ifPresent(holder -> put(node.putObject("holder"), holder));
    ObjectNode headers = node.putObject("headers");
    entry.headers().forEach(headers::put);
    entry.defect().ifPresent(defect -> node.put("defect", defect));
    node.put("type", entry.payload().type());
    node.set("payload", Json.parse(entry.payload().json()));
    return node;
  }

  private static void put(ObjectNode node, Holder holder) {
    node.put("worker", holder.worker())
        .put("alive", holder.alive())
        .put("atLeastSeconds", holder.least().toMillis() / 1000.0);
    holder.most().ifPresent(most -> node.put("atMostSeconds", most.toMillis() / 1000.0));
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
