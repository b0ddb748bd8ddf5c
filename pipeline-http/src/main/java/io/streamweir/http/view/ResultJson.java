package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.Result;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.http.core.Json;

/** Shows how a job ended. */
public final class ResultJson {
  private ResultJson() {}

  /** How it ended, and with what. */
  public static ObjectNode of(Result result) {
    if (result instanceof Result.Failed failed) {
      return failedNode(failed);
    }
    return result instanceof Result.Finished finished
        ? finishedNode(finished)
        : begin(result, "cancelled");
  }

  private static ObjectNode finishedNode(Result.Finished finished) {
    ObjectNode node = begin(finished, "finished");
    try {
      finished.typeName().ifPresent(type -> node.put("type", type));
      finished.json().ifPresent(value -> node.set("value", Json.parse(value)));
    } catch (UndecodableException | UnknownSchemaException e) {
      node.put("unreadable", String.valueOf(e.getMessage()));
    }
    return node;
  }

  private static ObjectNode failedNode(Result.Failed failed) {
    return begin(failed, "failed")
        .put("reason", failed.reason())
        .put("error", failed.error())
        .put("attempts", failed.attempts());
  }

  private static ObjectNode begin(Result result, String status) {
    ObjectNode node = Json.object().put("job", result.jobId()).put("status", status);
    return result.stage().isEmpty() ? node : node.put("stage", result.stage());
  }
}
