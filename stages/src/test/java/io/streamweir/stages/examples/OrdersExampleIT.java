package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Result;
import io.streamweir.inspect.Inspector;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@WithRedis
class OrdersExampleIT {
  @Test
  void paysAnOrderAndCountsItsRevenue(RedisSpace space) throws Exception {
    RedisConfig config = config(space);

    String text = OrdersExample.buy(config, (cents, key) -> cents + "-" + key.split("/", -1)[2]);

    assertThat(text).isEqualTo("paid 1999-charge");
    try (RedisLink link = RedisLink.open(config)) {
      Pipeline<Order> orders = OrdersExample.orders((cents, key) -> "");
      assertThat(new Inspector(link, orders).counters("revenue")).isEqualTo(Map.of("cents", 1999L));
    }
  }

  @Test
  void rejectsAnOrderOfNothingBeforeTheBankIsAsked(RedisSpace space) throws Exception {
    Pipeline<Order> orders =
        OrdersExample.orders(
            (cents, key) -> {
              throw new AssertionError("asked for " + cents);
            });
    try (RedisLink link = RedisLink.open(config(space));
        Worker worker = Worker.start(link, orders);
        JobClient<Order> jobs = JobClient.connect(link, orders)) {
      Result result =
          jobs.result(jobs.submit(new Order("A-18", 0L))).get(Patience.SECONDS, SECONDS);

      assertThat(result)
          .isEqualTo(new Result.Failed(result.jobId(), "check", "rejected", "nothing to pay", 1));
    }
  }

  @Test
  void triesAgainWhileTheBankIsDownAndUsesOneKey(RedisSpace space) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    String text =
        OrdersExample.buy(
            config(space),
            (cents, key) -> {
              if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("the bank is closed");
              }
              return "at last";
            });

    assertThat(text).isEqualTo("paid at last");
    assertThat(calls).hasValue(3);
  }

  private static RedisConfig config(RedisSpace space) {
    return RedisConfig.of(space.uri()).withNamespace(space.namespace());
  }
}
