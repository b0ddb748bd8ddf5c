package io.streamweir.http.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.Cancellation;
import io.streamweir.client.GatherProgress;
import io.streamweir.client.HandlerProgress;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.http.core.Json;
import java.util.List;

/** Shows jobs as the API's JSON. */
final class JobView {
  private JobView() {}

  /** A job that was taken. */
  static ObjectNode of(String pipeline, Receipt receipt) {
    return begin(pipeline, receipt.jobId(), "open")
        .put("partition", receipt.partition())
        .put("duplicate", receipt.duplicate())
        .put("replaced", receipt.replaced());
  }

  /** How a job ended. */
  static ObjectNode of(String pipeline, Result result) {
    if (result instanceof Result.Failed failed) {
      return begin(pipeline, failed.jobId(), "failed")
          .put("stage", failed.stage())
          .put("reason", failed.reason())
          .put("error", failed.error())
          .put("attempts", failed.attempts());
    }
    return result instanceof Result.Finished finished
        ? finished(pipeline, finished)
        : begin(pipeline, result.jobId(), "cancelled");
  }

  private static ObjectNode finished(String pipeline, Result.Finished finished) {
    ObjectNode node = begin(pipeline, finished.jobId(), "finished").put("stage", finished.stage());
    try {
      finished.typeName().ifPresent(type -> node.put("type", type));
      finished.plainJson().ifPresent(value -> node.set("value", Json.parse(value)));
    } catch (UndecodableException | UnknownSchemaException e) {
      node.put("unreadable", String.valueOf(e.getMessage()));
    }
    return node;
  }

  /** A job that has not ended. */
  static ObjectNode open(
      String pipeline, String job, List<GatherProgress> splits, List<HandlerProgress> handlers) {
    ObjectNode node = begin(pipeline, job, "open");
    ArrayNode all = node.putArray("splits");
    splits.forEach(split -> all.add(of(split)));
    ArrayNode progress = node.putArray("progress");
    handlers.forEach(handler -> progress.add(of(handler)));
    return node;
  }

  private static ObjectNode of(GatherProgress split) {
    ObjectNode node =
        Json.object()
            .put("stage", split.stage())
            .put("path", split.path())
            .put("done", split.done())
            .put("failed", split.failed())
            .put("made", split.made());
    split.total().ifPresentOrElse(total -> node.put("total", total), () -> node.putNull("total"));
    return node;
  }

  /** What a handler says. */
  static ObjectNode of(HandlerProgress progress) {
    return Json.object()
        .put("stage", progress.stage())
        .put("path", progress.path())
        .put("fraction", progress.fraction())
        .put("note", progress.note())
        .put("attempt", progress.attempt())
        .put("worker", progress.worker())
        .put("at", progress.at().toString());
  }

  /** What a cancel did. */
  static ObjectNode of(String pipeline, Cancellation cancellation) {
    return of(pipeline, cancellation.result()).put("now", cancellation.now());
  }

  private static ObjectNode begin(String pipeline, String job, String state) {
    return Json.object().put("job", job).put("pipeline", pipeline).put("state", state);
  }
}
