package io.streamweir.stages.examples;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;

/** The code of the guide's chapter on run-through. */
final class RunThroughExample {
  private RunThroughExample() {}

  // guide begin
  static Pipeline<Order> pricing() {
    return Pipeline.named("pricing")
        .accepts(Order.class)
        .stage("parse", Order.class, (order, context) -> Outcome.forward(order))
        .stage(
            "price",
            Order.class,
            (order, context) -> Outcome.forward(new Order(order.number(), 2 * order.cents())),
            StageConfig::withRunThrough)
        .stage(
            "store",
            Confirmation.class,
            (order, context) -> Outcome.finish(new Confirmation("stored " + order.cents())),
            StageConfig::withRunThrough)
        .build();
  }
  // guide end
}
