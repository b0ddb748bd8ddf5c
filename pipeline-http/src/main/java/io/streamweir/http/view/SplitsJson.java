package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.GatherProgress;
import io.streamweir.http.core.Json;
import java.util.List;

/** Shows how far the splits of a job have come. */
public final class SplitsJson {
  private SplitsJson() {}

  /** All of them. */
  public static ObjectNode of(String job, List<GatherProgress> splits) {
    ObjectNode node = Json.object().put("job", job).put("status", "running");
    ArrayNode all = node.putArray("splits");
    for (GatherProgress split : splits) {
      ObjectNode one = all.addObject().put("stage", split.stage()).put("path", split.path());
      one.put("done", split.done()).put("failed", split.failed()).put("made", split.made());
      split.total().ifPresentOrElse(total -> one.put("total", total), () -> one.putNull("total"));
    }
    return node;
  }
}
