package io.streamweir.stages.examples;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;

/** The code of the guide's chapter on limits. */
final class LimitsExample {
  private LimitsExample() {}

  // guide begin
  static Pipeline<Order> charging(OrdersExample.Bank bank) {
    return Pipeline.named("charging")
        .accepts(Order.class)
        .partitions(4)
        .stage(
            "charge",
            Confirmation.class,
            (order, context) ->
                Outcome.finish(
                    new Confirmation(bank.charge(order.cents(), context.idempotencyKey()))),
            stage ->
                stage
                    .withConcurrency(16) // of each lane; the others hold for all workers together
                    .withMaxRunning(20)
                    .withRateLimit(RateLimit.of(100, Duration.ofSeconds(1)).withBurst(10)))
        .build();
  }
  // guide end
}
