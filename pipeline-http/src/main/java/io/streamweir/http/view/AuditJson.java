package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.Audit;
import io.streamweir.inspect.AuditedChange;

/** Shows what operators have changed. */
public final class AuditJson {
  private AuditJson() {}

  /** A change. */
  public static ObjectNode of(Audit.Entry entry) {
    AuditedChange change = entry.change();
    return Json.object()
        .put("id", entry.id())
        .put("at", entry.at().toString())
        .put("by", change.by())
        .put("action", change.action())
        .put("pipeline", change.pipeline())
        .put("stage", change.stage())
        .put("target", change.target())
        .put("count", change.count())
        .put("detail", change.detail());
  }
}
