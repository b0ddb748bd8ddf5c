package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.inspect.Pause;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@WithRedis
class PauseExampleIT {
  @Test
  void holdsPaymentsUntilResumed(RedisSpace space) throws Exception {
    Pipeline<Order> orders = OrdersExample.orders((cents, key) -> "at once");
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        JobClient<Order> jobs = JobClient.connect(link, orders)) {
      Pause pause = PauseExample.hold(link, orders);
      assertThat(pause.by()).isEqualTo("on-call");
      assertThat(pause.until()).isEqualTo(pause.since().plusSeconds(600));
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));
      CompletableFuture<?> result = jobs.result(receipt);
      try (Worker worker = Worker.start(link, orders)) {
        assertThat(worker.lanes()).isNotEmpty();
        assertThat(result.isDone()).isFalse();
        assertThat(PauseExample.goOn(link, orders)).contains(pause);
        assertThat(PauseExample.goOn(link, orders)).isEmpty();
        result.get(Patience.SECONDS, SECONDS);
      }
    }
  }
}
