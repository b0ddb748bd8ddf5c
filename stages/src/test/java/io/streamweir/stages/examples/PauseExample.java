package io.streamweir.stages.examples;

import io.streamweir.inspect.Pause;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;
import java.util.Optional;

/** The code of the guide's chapter on pauses. */
final class PauseExample {
  private PauseExample() {}

  // guide begin
  static Pause hold(RedisLink link, Pipeline<Order> orders) {
    PauseOptions options =
        PauseOptions.defaults()
            .withDuration(Duration.ofMinutes(10)) // resumes by itself
            .withBy("on-call")
            .withReason("the payment provider is down");
    Pauses.Paused paused = new Pauses(link, orders).pause("charge", options);
    return paused.pause(); // paused.already(): it was paused before
  }

  static Optional<Pause> goOn(RedisLink link, Pipeline<Order> orders) {
    return new Pauses(link, orders).resume("charge");
  }
  // guide end
}
