package io.streamweir.stages.examples;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;

/** The code of the guide's chapter on priorities. */
final class PrioritiesExample {
  private PrioritiesExample() {}

  // guide begin
  static Pipeline<Order> counter(OrdersExample.Bank bank) {
    return Pipeline.named("counter")
        .accepts(Order.class)
        .priorities()
        .stage("check", Order.class, (order, context) -> Outcome.forward(order))
        .stage(
            "charge",
            Confirmation.class,
            (order, context) ->
                Outcome.finish(
                    new Confirmation(bank.charge(order.cents(), context.idempotencyKey()))))
        .build();
  }

  static Receipt sell(JobClient<Order> jobs, Order order, boolean express) {
    Priority priority = express ? Priority.HIGH : Priority.LOW;
    return jobs.submit(order, SubmitOptions.defaults().withPriority(priority));
  }
  // guide end
}
