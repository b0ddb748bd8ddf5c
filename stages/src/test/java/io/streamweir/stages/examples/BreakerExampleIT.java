package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.inspect.Inspector;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@WithRedis
class BreakerExampleIT {
  private final AtomicBoolean away = new AtomicBoolean(true);

  private String charge(long cents) {
    if (away.get()) {
      throw new IllegalStateException("the bank is away");
    }
    return "paid " + cents;
  }

  @Test
  void waitsForTheBank(RedisSpace space) throws Exception {
    Pipeline<Order> paying = BreakerExample.paying((cents, key) -> charge(cents));
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, paying);
        JobClient<Order> jobs = JobClient.connect(link, paying)) {
      assertThat(worker.lanes()).hasSize(1);
      List<Receipt> receipts =
          jobs.submitAll(
              IntStream.range(0, 300).mapToObj(i -> new Order("A-" + i, (long) i)).toList());
      Inspector inspector = new Inspector(link, paying);
      await().atMost(20, SECONDS).until(() -> !inspector.breakers().isEmpty());
      assertThat(inspector.breakers().get(0).lastFailure()).contains("the bank is away");
      away.set(false);
      for (Receipt receipt : receipts) {
        jobs.result(receipt).get(40, SECONDS).value(Confirmation.class);
      }
    }
  }
}
