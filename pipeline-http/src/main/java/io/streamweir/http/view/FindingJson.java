package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.Doctor.Finding;

/** Shows what the doctor finds. */
public final class FindingJson {
  private FindingJson() {}

  /** A finding. */
  public static ObjectNode of(Finding finding) {
    return Json.object()
        .put("level", finding.notice() ? "notice" : finding.healthy() ? "good" : "wrong")
        .put("what", finding.what())
        .put("advice", finding.advice());
  }
}
