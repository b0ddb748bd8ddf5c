package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StageContextTest {
  @Test
  void staysTheSameKeyOverRetriesAndReplays() {
    assertThat(context("parse", "0.3", "5-1", 1, 0).idempotencyKey())
        .isEqualTo("orders/job-1/parse/0.3")
        .isEqualTo(context("parse", "0.3", "9-7", 4, 2).idempotencyKey());
  }

  @Test
  void differsByStageAndByOutput() {
    assertThat(context("parse", "", "5-1", 1, 0).idempotencyKey())
        .isEqualTo("orders/job-1/parse")
        .isNotEqualTo(context("parse", "0", "5-1", 1, 0).idempotencyKey())
        .isNotEqualTo(context("tally", "", "5-1", 1, 0).idempotencyKey());
  }

  /** Two installations may fire the same schedule, or use the same job ids, at one server. */
  @Test
  void differsByNamespace() {
    String production = in("production").idempotencyKey();
    assertThat(production)
        .isEqualTo("production:orders/nightly.20261121T030000Z/parse")
        .isNotEqualTo(in("staging").idempotencyKey());
  }

  /** So that what was begun by an older program is not begun anew. */
  @Test
  void isWithoutTheNamespaceWhereThatIsTheDefault() {
    assertThat(in("sw").idempotencyKey())
        .isEqualTo("orders/nightly.20261121T030000Z/parse")
        .isEqualTo(StageContext.of("orders", "parse", "nightly.20261121T030000Z").idempotencyKey());
  }

  private static StageContext in(String namespace) {
    return new StageContext(
        namespace, "orders", "parse", 0, "nightly.20261121T030000Z", "", "5-1", 1, 0, 0, Map.of());
  }

  private static StageContext context(
      String stage, String path, String entryId, int attempt, int replays) {
    return new StageContext(
        "orders", stage, 0, "job-1", path, entryId, attempt, replays, 0, Map.of());
  }
}
