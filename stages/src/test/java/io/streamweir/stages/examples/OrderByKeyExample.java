package io.streamweir.stages.examples;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;

/** The code of the guide's chapter on order by key. */
final class OrderByKeyExample {
  private OrderByKeyExample() {}

  // guide begin
  static Pipeline<Order> billing(OrdersExample.Bank bank) {
    return Pipeline.named("billing")
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
                    .withOrder() // of each customer's orders
                    .withRatePerKey(RateLimit.of(20, Duration.ofSeconds(1)))
                    .withConcurrency(16)) // customers at once, in each partition
        .build();
  }

  static Receipt bill(JobClient<Order> jobs, String customer, Order order) {
    return jobs.submit(order, SubmitOptions.defaults().withKey(customer));
  }
  // guide end
}
