package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@WithRedis
class DedupeExampleIT {
  private final CountDownLatch paid = new CountDownLatch(1);
  private final Queue<Long> handled = new ConcurrentLinkedQueue<>();

  private final Pipeline<Order> pipeline =
      Pipeline.named("orders")
          .accepts(Order.class)
          .stage(
              "work",
              Order.class,
              (order, context) -> {
                handled.add(order.cents());
                if (order.number().equals("slow")) {
                  paid.await();
                }
                return Outcome.<Order>finish(order);
              })
          .build();

  private static Order order(String number, long cents) {
    return new Order(number, cents);
  }

  @Test
  void keepsAwayReplacesAndRemembers(RedisSpace space) throws Exception {
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, pipeline);
        JobClient<Order> jobs = JobClient.connect(link, pipeline)) {
      Receipt first = DedupeExample.changed(jobs, order("A-1", 1));
      Receipt second = DedupeExample.changed(jobs, order("A-1", 2));
      assertThat(second.replaced()).isTrue();
      assertThat(second.jobId()).isEqualTo(first.jobId());
      Order last = jobs.result(first).get(Patience.SECONDS, SECONDS).value(Order.class);
      assertThat(last.cents()).isEqualTo(2);

      Receipt paying = DedupeExample.pay(jobs, order("slow", 3));
      assertThat(DedupeExample.pay(jobs, order("slow", 3)).duplicate()).isTrue();
      paid.countDown();
      jobs.result(paying).get(Patience.SECONDS, SECONDS);
      assertThat(DedupeExample.pay(jobs, order("slow", 3)).duplicate()).isFalse();

      assertThat(DedupeExample.received(jobs, order("A-2", 4), "e1").duplicate()).isFalse();
      assertThat(DedupeExample.received(jobs, order("A-2", 4), "e1").duplicate()).isTrue();
      assertThat(worker.lanes()).hasSize(1);
    }
    assertThat(handled).containsOnlyOnce(2L).doesNotContain(1L);
  }
}
