package io.streamweir.stages.examples;

import io.streamweir.client.GatherProgress;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.FailedPart;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.stages.examples.OrdersExample.Payment;
import java.time.Duration;
import java.util.stream.Stream;

/** The guide's example of a split; the guide shows what stands between the two marks. */
final class SplitExample {
  private SplitExample() {}

  /** Where orders are, and who pays them. */
  interface Shop {
    /** The orders of a month, read by and by; to be closed. */
    Stream<Order> ordersOf(String month);

    /** Charges an order once per key. */
    Payment charge(Order order, String key) throws Exception;
  }

  // guide begin
  static Pipeline<Order> monthEnd(Shop shop) {
    return Pipeline.named("month-end")
        .accepts(Order.class)
        .split(
            "list",
            Order.class,
            (month, context) -> Parts.of(shop.ordersOf(month.number())),
            s -> s.withGather(GatherPolicy.collect().withTimeout(Duration.ofHours(2))))
        .stage(
            "charge",
            Payment.class,
            (order, context) -> Outcome.forward(shop.charge(order, context.idempotencyKey())),
            s -> s.withConcurrency(32))
        .gather("close", Order.class, Confirmation.class, SplitExample::close)
        .build();
  }

  private static Outcome<Confirmation> close(
      Order month, Gathered<Payment> paid, StageContext context) {
    long cents = 0;
    for (Payment payment : paid) { // in the order of the parts, read by and by
      cents += payment.cents();
    }
    StringBuilder text = new StringBuilder(month.number() + ": " + cents + " cents");
    for (FailedPart failed : paid.failures()) {
      text.append(", order ").append(failed.index()).append(": ").append(failed.error());
    }
    return Outcome.finish(new Confirmation(text.toString()));
  }

  static String progress(JobClient<Order> jobs, Receipt receipt) {
    StringBuilder text = new StringBuilder();
    for (GatherProgress split : jobs.progress(receipt)) { // none before and after
      text.append(split.stage() + " " + split.done() + " of " + split.made());
    }
    return text.toString();
  }
  // guide end
}
