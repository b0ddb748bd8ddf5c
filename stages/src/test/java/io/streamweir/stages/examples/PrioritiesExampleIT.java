package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

@WithRedis
class PrioritiesExampleIT {
  private final Queue<Long> charged = new ConcurrentLinkedQueue<>();

  private String charge(long cents) {
    charged.add(cents);
    return "paid " + cents;
  }

  @Test
  void chargesExpressOrdersFirst(RedisSpace space) throws Exception {
    Pipeline<Order> counter = PrioritiesExample.counter((cents, key) -> charge(cents));
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        JobClient<Order> jobs = JobClient.connect(link, counter)) {
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        boolean express = i >= 200;
        Order order = new Order("A-" + i, express ? 1L : 2L);
        receipts.add(PrioritiesExample.sell(jobs, order, express));
      }
      try (Worker worker = Worker.start(link, counter)) {
        assertThat(worker.lanes()).as("two stages, three priorities").hasSize(6);
        for (Receipt receipt : receipts) {
          jobs.result(receipt).get(Patience.SECONDS, SECONDS);
        }
      }
    }
    List<Long> order = List.copyOf(charged);
    assertThat(order).hasSize(400);
    assertThat(order.subList(0, order.lastIndexOf(1L)))
        .as("before the last express one")
        .filteredOn(cents -> cents == 2)
        .hasSizeLessThan(100);
  }
}
