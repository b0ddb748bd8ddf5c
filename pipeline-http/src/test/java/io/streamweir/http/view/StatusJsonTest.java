package io.streamweir.http.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.sample.StatusSample;
import io.streamweir.inspect.BreakerStatus;
import io.streamweir.inspect.OutboxStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusJsonTest {
  @Test
  void tellsOfStagesThatRest() {
    BreakerStatus breaker = new BreakerStatus("charge", 2, 1, Instant.EPOCH, "away");
    StatusSample.OfPipeline orders =
        StatusSample.OfPipeline.of(
            "orders", List.of(), List.of(), List.of(), List.of(), List.of(), List.of(breaker));
    assertThat(StatusJson.of(new StatusSample(Instant.EPOCH, 0, List.of(orders))).toString())
        .contains(
            "\"breakers\":[{\"stage\":\"charge\",\"resting\":2,\"trying\":1,"
                + "\"since\":\"1970-01-01T00:00:00Z\",\"lastFailure\":\"away\"}]");
  }

  @Test
  void tellsWhatWaitsForOtherPipelines() {
    StatusSample.OfPipeline orders =
        StatusSample.OfPipeline.of(
            "orders",
            List.of(),
            List.of(),
            List.of(),
            List.of(new OutboxStatus("billing", 12, 75)),
            List.of(),
            List.of());
    assertThat(StatusJson.of(new StatusSample(Instant.EPOCH, 0, List.of(orders))).toString())
        .contains("\"outboxes\":[{\"target\":\"billing\",\"waiting\":12,\"oldestSeconds\":75.0}]");
  }
}
