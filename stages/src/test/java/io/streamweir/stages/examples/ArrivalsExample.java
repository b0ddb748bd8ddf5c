package io.streamweir.stages.examples;

import io.streamweir.inspect.SettledReplay;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Tap;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** The code of the guide's chapters on taps and on replays of settled entries. */
final class ArrivalsExample {
  private ArrivalsExample() {}

  static Pipeline<Order> shop() {
    return Pipeline.named("shop")
        .accepts(Order.class)
        .stage(
            "charge",
            Confirmation.class,
            (order, context) ->
                Outcome.finish(
                    new Confirmation(
                        order.getNumber() + context.replay().map(r -> " in " + r).orElse(""))),
            stage -> stage.withRetention(Duration.ofDays(1)))
        .build();
  }

  // guide begin
  static Tap audit(RedisLink link, Pipeline<Order> shop, Consumer<String> journal) {
    return Tap.start(
        link,
        shop,
        "charge",
        Order.class,
        "audit",
        (order, context) -> journal.accept(context.jobId() + " ordered " + order.getNumber()));
  }

  // guide end

  // guide begin
  static long chargeAgain(RedisLink link, Pipeline<Order> shop, Instant since)
      throws InterruptedException {
    SettledReplay replay =
        new SettledReplay(link, shop, "charge", "after-the-fix", since, Instant.now());
    return replay.run(progress -> {}).replayed();
  }
  // guide end
}
