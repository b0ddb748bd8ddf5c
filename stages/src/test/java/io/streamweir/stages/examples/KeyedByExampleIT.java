package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
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
class KeyedByExampleIT {
  private static final int CUSTOMERS = 4;
  private final List<Long> charged = Collections.synchronizedList(new ArrayList<>());

  @Test
  void keepsTheOrderOfEachCustomerWhomNobodyNames(RedisSpace space) throws Exception {
    Pipeline<Order> ledger =
        KeyedByExample.ledger(
            (cents, key) -> {
              charged.add(cents);
              return "paid " + cents;
            });
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, ledger);
        JobClient<Order> jobs = JobClient.connect(link, ledger)) {
      assertThat(worker.lanes()).allMatch(lane -> lane.keyed());
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        for (int customer = 0; customer < CUSTOMERS; customer++) {
          receipts.add(jobs.submit(new Order("C" + customer + "-" + i, 10L * i + customer)));
        }
      }
      Receipt named = jobs.submit(new Order("C9-0", 99L), SubmitOptions.defaults().withKey("C0"));
      assertThat(named.partition()).isEqualTo(receipts.get(0).partition());
      for (Receipt receipt : receipts) {
        jobs.result(receipt).get(Patience.SECONDS, SECONDS);
      }
      for (int customer = 0; customer < CUSTOMERS; customer++) {
        int own = customer;
        assertThat(charged.stream().filter(cents -> cents % 10 == own).toList())
            .containsExactly(own + 0L, own + 10L, own + 20L, own + 30L, own + 40L);
      }
    }
  }
}
