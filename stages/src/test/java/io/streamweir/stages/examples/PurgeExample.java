package io.streamweir.stages.examples;

import io.streamweir.inspect.JobChoice;
import io.streamweir.inspect.JobFilter;
import io.streamweir.inspect.JobState;
import io.streamweir.inspect.Purge;
import io.streamweir.inspect.RunNow;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.util.List;

/** The code of the guide's chapter on purging and running now. */
final class PurgeExample {
  private PurgeExample() {}

  static Pipeline<Order> shop() {
    return Pipeline.named("shop")
        .accepts(Order.class)
        .stage(
            "charge",
            Confirmation.class,
            (order, context) -> Outcome.finish(new Confirmation(order.number())))
        .build();
  }

  // guide begin
  static long endTests(RedisLink link, Pipeline<Order> shop) {
    JobChoice tests = JobChoice.all().where(JobFilter.of(List.of("number=test")));
    Purge purge = new Purge(link, shop.facts(), "charge", JobState.WAITING, tests);
    long cancelled = 0;
    String at = Purge.BEGIN;
    do {
      Purge.Step step = purge.step(at, 100); // bounded work
      cancelled += step.cancelled();
      at = step.next(); // keep it, and any process goes on from here
    } while (!at.isEmpty());
    return cancelled;
  }

  static boolean runNow(RedisLink link, Pipeline<Order> shop, String jobId) {
    return RunNow.job(link, shop.facts(), jobId).earlier() > 0;
  }
  // guide end
}
