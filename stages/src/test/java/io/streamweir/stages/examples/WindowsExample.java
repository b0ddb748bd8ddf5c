package io.streamweir.stages.examples;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;
import java.util.function.Consumer;

/** The code of the guide's chapter on windows. */
final class WindowsExample {
  private WindowsExample() {}

  // guide begin
  static final Window SALES =
      Window.tumbling("sales", Duration.ofMinutes(1), "report")
          .withAllowedLateness(Duration.ofSeconds(10));

  static Pipeline<Order> shop(Window sales, Consumer<String> screen) {
    return Pipeline.named("sales")
        .accepts(Order.class)
        .stage("sell", Confirmation.class, (order, context) -> sell(order, context))
        .branch(
            "report",
            WindowSummary.class,
            Confirmation.class,
            (minute, context) -> {
              screen.accept(minute.getKey() + " sold " + minute.getCounts().get("orders"));
              return Outcome.finish(new Confirmation("cents: " + minute.getSums().get("cents")));
            })
        .window(sales)
        .build();
  }

  private static Outcome<Confirmation> sell(Order order, StageContext context) {
    String shop = order.number().substring(0, 1);
    return Outcome.<Confirmation>finish(new Confirmation("sold"))
        .windowing(
            WindowUpdate.of("sales", shop, context.submittedAtMillis()) // or a time in the payload
                .count("orders")
                .sum("cents", order.cents())
                .max("cents", order.cents())
                .distinct("numbers", order.number()));
  }
  // guide end
}
