package io.streamweir.stages.examples;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** The code of the guide's chapter on putting off. */
final class PostponeExample {
  private static final Duration LONGEST = Duration.ofDays(2);

  private PostponeExample() {}

  // guide begin
  static Pipeline<Order> afterHours(
      OrdersExample.Bank bank, BooleanSupplier open, Duration untilNextLook) {
    return Pipeline.named("after-hours")
        .accepts(Order.class)
        .stage(
            "charge",
            Confirmation.class,
            (order, context) -> {
              if (open.getAsBoolean()) {
                String reference = bank.charge(order.cents(), context.idempotencyKey());
                return Outcome.finish(new Confirmation(reference)); // may fail, which counts
              }
              return context.submittedAt().plus(LONGEST).isBefore(Instant.now())
                  ? Outcome.reject("the bank was closed for two days")
                  : Outcome.postpone(untilNextLook, "the bank is closed");
            })
        .build();
  }
  // guide end
}
