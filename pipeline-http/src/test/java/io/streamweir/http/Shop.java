package io.streamweir.http;

import io.streamweir.payload.Default;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.StageContext;
import java.time.Duration;

/** The pipeline of operators' tests. What an order's number begins with says how it fares. */
public final class Shop {
  private static final Duration LONG = Duration.ofHours(1);

  /** What clients submit. */
  public record Order(String number, long cents, @Default("EUR") String currency) {}

  private Shop() {}

  /** Two partitions, two stages, and a schedule. */
  public static Pipeline<Order> pipeline() {
    return Pipeline.named("shop")
        .accepts(Order.class)
        .partitions(2)
        .stage(
            "check",
            Order.class,
            Shop::check,
            stage ->
                stage
                    .withFailure(FailurePolicy.attempts(1, Backoff.fixed(LONG)))
                    .withMaxBacklog(5_000))
        .stage("ship", Order.class, Shop::ship)
        .schedule(Schedule.every("nightly", Duration.ofDays(1), new Order("nightly", 1, "EUR")))
        .build();
  }

  private static Outcome<Order> check(Order order, StageContext context) {
    if (order.number().startsWith("bad")) {
      return Outcome.reject("this one is bad");
    }
    if (order.number().startsWith("boom")) {
      throw new IllegalStateException("the till is shut");
    }
    return order.number().startsWith("later")
        ? Outcome.retryLater(LONG, "not now")
        : Outcome.forward(order);
  }

  private static Outcome<Order> ship(Order order, StageContext context) {
    return order.number().startsWith("lost")
        ? Outcome.reject("no such address")
        : Outcome.finish(order);
  }
}
