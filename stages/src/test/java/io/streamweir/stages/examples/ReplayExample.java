package io.streamweir.stages.examples;

import io.streamweir.inspect.SettledReplay;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;
import java.time.Instant;

/** The code of the guide's chapter on feeding settled entries through once more. */
final class ReplayExample {
  private ReplayExample() {}

  static Pipeline<Order> shop() {
    return Pipeline.named("shop")
        .accepts(Order.class)
        .stage(
            "charge",
            Confirmation.class,
            (order, context) ->
                Outcome.finish(
                    new Confirmation(
                        order.number() + context.replay().map(r -> " in " + r).orElse(""))),
            stage -> stage.withRetention(Duration.ofDays(1)))
        .build();
  }

  // guide begin
  static long chargeAgain(RedisLink link, Pipeline<Order> shop, Instant since)
      throws InterruptedException {
    SettledReplay replay =
        new SettledReplay(link, shop, "charge", "after-the-fix", since, Instant.now());
    return replay.run(progress -> {}).replayed();
  }
  // guide end
}
