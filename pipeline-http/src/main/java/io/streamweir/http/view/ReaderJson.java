package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.LogReader;
import io.streamweir.http.core.Json;

/** Shows how far readers of a log of results have come. */
public final class ReaderJson {
  private ReaderJson() {}

  /** One of them. */
  public static ObjectNode of(LogReader reader) {
    return Json.object()
        .put("reader", reader.name())
        .put("unread", reader.unread())
        .put("oldestUnreadSeconds", reader.oldestUnreadSeconds())
        .put("missed", reader.missed() + reader.out());
  }
}
