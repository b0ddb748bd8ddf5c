package io.streamweir.stages.accesslog;

import io.streamweir.testkit.WithMethods;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportStyleTest {
  @Test
  void changesByEachWithMethodWhatItIsNamedAfterAndNothingElse() {
    new WithMethods()
        .sample(int.class, n -> 60 + n)
        .sample(RejectedLines.class, n -> new RejectedLines(1 + n, "line", "reason", Map.of()))
        .check(ReportStyle.defaults());
  }
}
