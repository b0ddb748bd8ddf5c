package io.streamweir.stages.examples;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;

/** The code of the guide's chapter on keys of the input. */
final class KeyedByExample {
  private KeyedByExample() {}

  // guide begin
  static Pipeline<Order> ledger(OrdersExample.Bank bank) {
    return Pipeline.named("ledger")
        .accepts(Order.class)
        .partitions(4)
        .keyedBy(order -> order.number().split("-")[0]) // the customer of C7-1, C7-2, ...
        .stage(
            "charge",
            Confirmation.class,
            (order, context) ->
                Outcome.finish(
                    new Confirmation(bank.charge(order.cents(), context.idempotencyKey()))),
            stage -> stage.withOrder().withConcurrency(16))
        .build();
  }
  // guide end
}
