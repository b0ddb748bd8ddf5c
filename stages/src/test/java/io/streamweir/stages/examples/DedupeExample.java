package io.streamweir.stages.examples;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;

/** The guide's example of dedupe keys; the guide shows what stands between the two marks. */
final class DedupeExample {
  private DedupeExample() {}

  // guide begin
  /** Even if a customer clicks often, one job runs at a time. */
  static Receipt pay(JobClient<Order> jobs, Order order) {
    Dedupe once = Dedupe.untilFinished("pay/" + order.number());
    return jobs.submit(order, SubmitOptions.defaults().withDedupe(once));
  }

  /** Many changes of an order become one job, the last; it waits for at most 10 s in all. */
  static Receipt changed(JobClient<Order> jobs, Order order) {
    Dedupe last =
        Dedupe.debounce(
            "changed/" + order.number(), Duration.ofMillis(500), Duration.ofSeconds(10));
    return jobs.submit(order, SubmitOptions.defaults().withDedupe(last));
  }

  /** The same event, delivered twice within a day, is one. */
  static Receipt received(JobClient<Order> jobs, Order order, String eventId) {
    Dedupe first = Dedupe.within("event/" + eventId, Duration.ofDays(1));
    return jobs.submit(order, SubmitOptions.defaults().withDedupe(first));
  }

  /** A repetition is a duplicate; another order with the number is a mistake. */
  static Receipt ordered(JobClient<Order> jobs, Order order) {
    Dedupe same = Dedupe.within("order/" + order.number(), Duration.ofDays(1)).withSamePayload();
    return jobs.submit(order, SubmitOptions.defaults().withDedupe(same));
  }
  // guide end
}
