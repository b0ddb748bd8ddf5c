package io.streamweir.http.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.AuditedChange;
import org.junit.jupiter.api.Test;

class OperationTest {
  /** Else it would seem to run for ever, and keep the place of another one. */
  @Test
  void endsAlsoWhereAStepFailsWithAnError() {
    Plan plan =
        Plan.of(
            "",
            1,
            Json.object(),
            (cursor, limit) -> {
              throw new StackOverflowError("no");
            });
    Operation operation = new Operation("id", plan, AuditedChange.of("anna", "purge", "orders"));

    operation.run();

    JsonNode told = operation.json();
    assertThat(told.get("state").asText()).isEqualTo("failed");
    assertThat(told.get("error").asText()).contains("log tells more");
    assertThat(operation.endedAt()).isNotNull();
  }
}
