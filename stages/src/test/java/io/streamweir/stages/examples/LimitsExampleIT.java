package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.LivedTime;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@WithRedis
class LimitsExampleIT {
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  private String charge(long cents) {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    try {
      MILLISECONDS.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.decrementAndGet();
    return "paid " + cents;
  }

  @Test
  void sparesTheBank(RedisSpace space) throws Exception {
    Pipeline<Order> charging = LimitsExample.charging((cents, key) -> charge(cents));
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker one = Worker.start(link, charging);
        Worker other = Worker.start(link, charging);
        JobClient<Order> jobs = JobClient.connect(link, charging);
        LivedTime lived = LivedTime.start()) {
      assertThat(one.lanes().size() + other.lanes().size()).isEqualTo(2 * 4);
      long begun = System.nanoTime();
      List<Receipt> receipts =
          jobs.submitAll(
              IntStream.range(0, 60).mapToObj(i -> new Order("A-" + i, (long) i)).toList());
      for (Receipt receipt : receipts) {
        jobs.result(receipt).get(Patience.SECONDS, SECONDS);
      }
      long took = NANOSECONDS.toMillis(System.nanoTime() - begun);
      assertThat(most).as("of 128 places").hasValue(20);
      assertThat(took)
          .as("three times twenty")
          .isBetween(1_500L, 5_000L + lived.taken().toMillis());
    }
  }
}
