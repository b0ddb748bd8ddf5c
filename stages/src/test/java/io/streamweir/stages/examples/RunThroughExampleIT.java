package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import org.junit.jupiter.api.Test;

@WithRedis
class RunThroughExampleIT {
  @Test
  void comesToItsEnd(RedisSpace space) throws Exception {
    Pipeline<Order> pricing = RunThroughExample.pricing();
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, pricing);
        JobClient<Order> jobs = JobClient.connect(link, pricing)) {
      Result result =
          jobs.result(jobs.submit(new Order("A-17", 1999L))).get(Patience.SECONDS, SECONDS);
      assertThat(result.value(Confirmation.class).text()).isEqualTo("stored 3998");
      assertThat(worker.lanes()).hasSize(3);
    }
  }
}
