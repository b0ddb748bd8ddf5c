package io.streamweir.http.job;

import io.streamweir.payload.Default;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The pipeline of these tests: it charges orders, and refuses those of less than nothing. */
final class Orders {
  record Order(String number, long cents, @Default("EUR") String currency) {}

  record Charged(String text) {}

  private Orders() {}

  static Pipeline<Order> plain() {
    return Pipeline.named("orders")
        .accepts(Order.class)
        .partitions(3)
        .stage("charge", Charged.class, Orders::charge)
        .build();
  }

  /** One whose stage has room for so many orders. */
  static Pipeline<Order> small(int room) {
    return Pipeline.named("orders")
        .accepts(Order.class)
        .stage("charge", Charged.class, Orders::charge, stage -> stage.withMaxBacklog(room))
        .build();
  }

  /** One that keeps a log of its results. */
  static Pipeline<Order> logged() {
    return Pipeline.named("orders")
        .accepts(Order.class)
        .partitions(2)
        .keepResults(Duration.ofHours(1))
        .stage("charge", Charged.class, Orders::charge)
        .build();
  }

  /** One whose handler says how far it is, and then waits for this. */
  static Pipeline<Order> halting(CountDownLatch until) {
    return Pipeline.named("orders")
        .accepts(Order.class)
        .partitions(3)
        .stage(
            "charge",
            Charged.class,
            (order, context) -> {
              context.progress(0.5, "half of " + order.number());
              until.await();
              return charge(order, context);
            })
        .build();
  }

  private static Outcome<Charged> charge(Order order, StageContext context) {
    if (order.cents() < 0) {
      return Outcome.reject("less than nothing");
    }
    return Outcome.finish(new Charged(order.number() + " " + order.cents() + order.currency()));
  }
}
