package io.streamweir.cli.status.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.inspect.OutboxStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusJsonTest {
  @Test
  void tellsWhatWaitsForOtherPipelines() {
    StatusSample.OfPipeline orders =
        StatusSample.OfPipeline.of(
            "orders",
            List.of(),
            List.of(),
            List.of(),
            List.of(new OutboxStatus("billing", 12, 75)),
            List.of());
    assertThat(StatusJson.of(new StatusSample(Instant.EPOCH, 0, List.of(orders))))
        .contains("\"outboxes\":[{\"target\":\"billing\",\"waiting\":12,\"oldestSeconds\":75.0}]");
  }
}
