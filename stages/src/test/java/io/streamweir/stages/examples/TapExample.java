package io.streamweir.stages.examples;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.worker.Tap;
import java.util.function.Consumer;

/** The code of the guide's chapter on taps. */
final class TapExample {
  private TapExample() {}

  // guide begin
  static Tap audit(RedisLink link, Pipeline<Order> shop, Consumer<String> journal) {
    return Tap.start(
        link,
        shop,
        "charge",
        Order.class,
        "audit",
        (order, context) -> journal.accept(context.jobId() + " ordered " + order.number()));
  }
  // guide end
}
