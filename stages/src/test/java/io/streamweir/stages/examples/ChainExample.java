package io.streamweir.stages.examples;

import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;
import java.util.function.Consumer;

/** The code of the guide's chapter on chained pipelines. */
final class ChainExample {
  private ChainExample() {}

  // guide begin
  static Pipeline<Order> shop() {
    return Pipeline.named("shop")
        .accepts(Order.class)
        .stage(
            "sell",
            Confirmation.class,
            (order, context) ->
                Outcome.<Confirmation>finish(new Confirmation("sold " + order.number()))
                    .submitting("shipping", order) // once, with the result
                    .submitting(
                        "reminders",
                        new Confirmation("how do you like " + order.number() + "?"),
                        ChainOptions.defaults().withDelay(Duration.ofDays(14))),
            stage ->
                stage
                    .withSubmitting(ChainTarget.of("shipping", Order.class))
                    .withSubmitting(
                        ChainTarget.of("reminders", Confirmation.class).withMaxOutbox(1_000)))
        .build();
  }

  static Pipeline<Order> shipping(Consumer<String> carrier) { // another team's, another deployment
    return Pipeline.named("shipping")
        .accepts(Order.class)
        .stage(
            "send",
            Confirmation.class,
            (order, context) -> {
              carrier.accept(order.number());
              return Outcome.drop();
            })
        .build();
  }
  // guide end
}
