package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.LetterGroups.Group;

/** Shows dead letters by their causes. */
public final class GroupJson {
  private GroupJson() {}

  /** Those of one cause. */
  public static ObjectNode of(Group group) {
    return Json.object()
        .put("stage", group.stage())
        .put("reason", group.reason())
        .put("exception", group.exception())
        .put("count", group.count())
        .put("first", group.first().toString())
        .put("last", group.last().toString())
        .put("exampleId", group.exampleId())
        .put("exampleError", group.exampleError());
  }
}
