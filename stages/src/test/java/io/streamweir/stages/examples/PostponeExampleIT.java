package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@WithRedis
class PostponeExampleIT {
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void outlastsMoreLooksThanThereAreAttempts(RedisSpace space) throws Exception {
    int closedFor = 2 * FailurePolicy.defaults().maxAttempts();
    Pipeline<Order> afterHours =
        PostponeExample.afterHours(
            (cents, key) -> "paid " + cents,
            () -> looks.incrementAndGet() > closedFor,
            Duration.ofMillis(50));
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, afterHours);
        JobClient<Order> jobs = JobClient.connect(link, afterHours)) {
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));
      Result result = jobs.result(receipt).get(Patience.SECONDS, SECONDS);
      assertThat(result.value(Confirmation.class).text()).isEqualTo("paid 1999");
      assertThat(looks).hasValue(closedFor + 1);
      assertThat(worker.lanes()).hasSize(1);
    }
  }
}
