package io.streamweir.stages.examples;

import static io.streamweir.testkit.Patience.PATIENCE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.stages.examples.OrdersExample.Payment;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@WithRedis
class SplitExampleIT {
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger closed = new AtomicInteger();

  private final SplitExample.Shop shop =
      new SplitExample.Shop() {
        @Override
        public Stream<Order> ordersOf(String month) {
          return LongStream.range(0, 100)
              .mapToObj(i -> new Order(month + "/" + i, i))
              .onClose(closed::incrementAndGet);
        }

        @Override
        public Payment charge(Order order, String key) throws Exception {
          go.await();
          if (order.cents() == 50) {
            throw new RejectedException("the card has expired");
          }
          return new Payment(order.number(), order.cents(), key);
        }
      };

  @Test
  void closesAMonthWithWhatWasPaidAndWhatWasNot(RedisSpace space) throws Exception {
    Pipeline<Order> monthEnd = SplitExample.monthEnd(shop);
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        JobClient<Order> jobs = JobClient.connect(link, monthEnd);
        Worker worker = Worker.start(link, monthEnd)) {
      assertThat(worker.lanes()).hasSize(3);
      Receipt receipt = jobs.submit(new Order("2026-11", 0L));
      await()
          .atMost(PATIENCE)
          .until(() -> SplitExample.progress(jobs, receipt).equals("list 0 of 100"));
      go.countDown();
      assertThat(
              jobs.result(receipt).get(Patience.SECONDS, SECONDS).value(Confirmation.class).text())
          .isEqualTo("2026-11: 4900 cents, order 50: the card has expired");
      assertThat(SplitExample.progress(jobs, receipt)).isEmpty();
    }
    assertThat(closed).hasValue(1);
  }
}
