package io.streamweir.stages.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@WithRedis
class JobsExampleIT {
  @Test
  void findsTheOrdersOfANumberAmongMany(RedisSpace space) {
    Pipeline<Order> orders =
        Pipeline.named("orders")
            .accepts(Order.class)
            .stage("confirm", Order.class, (order, context) -> Outcome.drop())
            .build();
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        JobClient<Order> jobs = JobClient.connect(link, orders)) {
      jobs.submitAll(
          IntStream.range(0, 2_500).mapToObj(i -> new Order("B-" + i, (long) i)).toList());
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));

      assertThat(JobsExample.open(link, "A-17"))
          .containsExactly(receipt.jobId() + " {\"number\":\"A-17\",\"cents\":1999}");
    }
  }
}
