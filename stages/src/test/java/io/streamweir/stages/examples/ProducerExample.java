package io.streamweir.stages.examples;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;

/** A program that only submits. */
final class ProducerExample {
  private ProducerExample() {}

  // guide begin
  static String buyHere(RedisLink link) throws InterruptedException {
    try (JobClient<Order> jobs = JobClient.connect(link, "orders", Order.class)) {
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));
      return jobs.awaitResult(receipt, Duration.ofSeconds(5)).value(Confirmation.class).text();
    }
  }
  // guide end
}
