package io.streamweir.stages.examples;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;

/** The code of the guide's chapter on breakers. */
final class BreakerExample {
  private BreakerExample() {}

  // guide begin
  static Pipeline<Order> paying(OrdersExample.Bank bank) {
    BreakerConfig breaker =
        BreakerConfig.defaults()
            .withWindow(5) // opens where the last 5 attempts have all failed
            .withRest(Backoff.exponential(Duration.ofSeconds(1)).withMax(Duration.ofSeconds(30)))
            .withRecorded(thrown -> !(thrown instanceof ArithmeticException));
    return Pipeline.named("paying")
        .accepts(Order.class)
        .stage(
            "charge",
            Confirmation.class,
            (order, context) ->
                Outcome.finish(
                    new Confirmation(bank.charge(order.cents(), context.idempotencyKey()))),
            stage -> stage.withBreaker(breaker))
        .build();
  }
  // guide end
}
