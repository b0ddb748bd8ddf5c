package quickstart;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import io.streamweir.worker.Worker;
import java.time.Duration;

/** A pipeline of three stages, a worker, a client and a Redis in one process. */
public final class Quickstart {
  record Order(String number, long cents) {}

  record Payment(String number, String reference) {}

  record Confirmation(String text) {}

  static Pipeline<Order> orders() {
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
            (order, context) -> // a bank that is called here sees repetitions by this key
            Outcome.forward(new Payment(order.number(), context.idempotencyKey())),
            stage -> stage.withConcurrency(32))
        .stage(
            "confirm",
            Confirmation.class,
            (payment, context) ->
                Outcome.finish(new Confirmation("order " + payment.number() + " is paid")))
        .build();
  }

  public static void main(String[] arguments) throws InterruptedException {
    Pipeline<Order> orders = orders();
    try (RedisServer redis = RedisServer.start(); // yours: RedisLink.open("redis://localhost:6379")
        RedisLink link = RedisLink.open(redis.uri());
        Worker worker = Worker.start(link, orders); // usually in processes of their own
        JobClient<Order> jobs = JobClient.connect(link, orders)) {
      Receipt receipt = jobs.submit(new Order("A-17", 1999));
      Result result = jobs.awaitResult(receipt, Duration.ofSeconds(10));
      System.out.println(result.value(Confirmation.class).text());
    }
  }
}
