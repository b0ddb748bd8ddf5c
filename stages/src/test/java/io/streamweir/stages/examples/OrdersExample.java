package io.streamweir.stages.examples;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import java.time.Duration;

/** The pipeline that the guide's examples share parts of. */
final class OrdersExample {
  private OrdersExample() {}

  /** A system outside Redis, which sees through repetitions by a key. */
  interface Bank {
    String charge(long cents, String idempotencyKey);
  }

  record Order(String number, long cents) {}

  record Payment(String number, long cents, String reference) {}

  record Confirmation(String text) {}

  static Pipeline<Order> orders(Bank bank) {
    return Pipeline.named("orders")
        .accepts(Order.class)
        .stage(
            "check",
            Order.class,
            (order, context) ->
                order.cents() > 0
                    ? Outcome.forward(order)
                    : Outcome.reject("nothing to pay")) // a dead letter, with this reason
        .stage(
            "charge",
            Payment.class,
            (order, context) -> {
              // A handler may run twice; to the bank this key makes it one payment.
              String reference = bank.charge(order.cents(), context.idempotencyKey());
              return Outcome.forward(new Payment(order.number(), order.cents(), reference));
            },
            stage ->
                stage
                    .withConcurrency(32)
                    .withFailure(
                        FailurePolicy.attempts(8, Backoff.exponential(Duration.ofMillis(200)))))
        .stage(
            "confirm",
            Confirmation.class,
            (payment, context) ->
                Outcome.<Confirmation>finish(new Confirmation("paid " + payment.reference()))
                    .counting(new Count("revenue", "cents", payment.cents()))) // exactly once
        .build();
  }

  static String buy(RedisConfig redis, Bank bank) throws Exception {
    Pipeline<Order> orders = orders(bank);
    try (RedisLink link = RedisLink.open(redis); // RedisConfig.of("redis://localhost:6379")
        Worker worker = Worker.start(link, orders); // usually in processes of their own
        JobClient<Order> jobs = JobClient.connect(link, orders)) {
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));
      Result result = jobs.awaitResult(receipt, Duration.ofSeconds(5));
      return result.value(Confirmation.class).text();
    }
  }
}
