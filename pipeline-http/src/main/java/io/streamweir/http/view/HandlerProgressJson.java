package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.HandlerProgress;
import io.streamweir.http.core.Json;

/** Shows how far a handler that runs for a job says that it has come. */
public final class HandlerProgressJson {
  private HandlerProgressJson() {}

  /** What it says. */
  public static ObjectNode of(HandlerProgress progress) {
    return Json.object()
        .put("job", progress.jobId())
        .put("status", "running")
        .put("stage", progress.stage())
        .put("path", progress.path())
        .put("fraction", progress.fraction())
        .put("note", progress.note())
        .put("attempt", progress.attempt())
        .put("worker", progress.worker())
        .put("at", progress.at().toString());
  }
}
