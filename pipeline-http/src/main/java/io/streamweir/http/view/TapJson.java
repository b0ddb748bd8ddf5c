package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.TapStatus;

/** Shows how far taps have come. */
public final class TapJson {
  private TapJson() {}

  /** One of them. */
  public static ObjectNode of(TapStatus tap) {
    return Json.object()
        .put("tap", tap.tap())
        .put("stage", tap.stage())
        .put("unseen", tap.unseen());
  }
}
