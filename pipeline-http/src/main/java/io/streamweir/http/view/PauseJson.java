package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.inspect.Pause;
import java.time.Instant;

/** Shows pauses. */
public final class PauseJson {
  private PauseJson() {}

  /** Adds what there is to say; null for the stage of a whole pipeline, and for no end. */
  public static ObjectNode put(ObjectNode node, Pause pause) {
    Instant until = pause.until();
    return node.put("stage", pause.whole() ? null : pause.stage())
        .put("since", pause.since().toString())
        .put("until", until == null ? null : until.toString())
        .put("refusesSubmits", pause.refusesSubmits())
        .put("by", pause.by())
        .put("reason", pause.reason());
  }
}
