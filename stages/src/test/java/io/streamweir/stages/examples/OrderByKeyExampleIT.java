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
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithRedis
class OrderByKeyExampleIT {
  private final List<Long> charged = Collections.synchronizedList(new ArrayList<>());

  @Test
  void chargesEachCustomerInOrder(RedisSpace space) throws Exception {
    Pipeline<Order> billing =
        OrderByKeyExample.billing(
            (cents, key) -> {
              charged.add(cents);
              return "paid " + cents;
            });
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, billing);
        JobClient<Order> jobs = JobClient.connect(link, billing)) {
      assertThat(worker.lanes()).hasSize(4).allMatch(lane -> lane.keyed());
      List<Receipt> receipts = new ArrayList<>();
      for (long cents = 0; cents < 5; cents++) {
        for (int customer = 0; customer < 4; customer++) {
          Order order = new Order("A-" + cents, 10 * cents + customer);
          receipts.add(OrderByKeyExample.bill(jobs, "customer-" + customer, order));
        }
      }
      for (Receipt receipt : receipts) {
        jobs.result(receipt).get(Patience.SECONDS, SECONDS);
      }
      for (int customer = 0; customer < 4; customer++) {
        int own = customer;
        assertThat(charged.stream().filter(cents -> cents % 10 == own).toList())
            .containsExactly(own + 0L, own + 10L, own + 20L, own + 30L, own + 40L);
      }
    }
  }
}
