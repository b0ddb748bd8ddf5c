package io.streamweir.stages.examples;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;

/** The README's program that only submits; the README shows what stands between the two marks. */
final class ProducerExample {
  private ProducerExample() {}

  // README begin
  static String buyHere(RedisLink link) throws InterruptedException {
    try (JobClient<Order> jobs = JobClient.connect(link, "orders", Order.class)) {
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));
      return jobs.awaitResult(receipt, Duration.ofSeconds(5)).value(Confirmation.class).text();
    }
  }
  // README end
}
