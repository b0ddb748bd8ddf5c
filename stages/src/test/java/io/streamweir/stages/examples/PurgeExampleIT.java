package io.streamweir.stages.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@WithRedis
class PurgeExampleIT {
  @Test
  void endsWhatMatchesAndRunsWhatIsDelayed(RedisSpace space) throws Exception {
    Pipeline<Order> shop = PurgeExample.shop();
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        JobClient<Order> jobs = JobClient.connect(link, shop)) {
      Receipt test = jobs.submit(new Order("test", 1L));
      Receipt order = jobs.submit(new Order("A-17", 1999L));
      SubmitOptions tomorrow = SubmitOptions.defaults().withDelay(Duration.ofDays(1));
      Receipt delayed = jobs.submit(new Order("A-18", 1999L), tomorrow);

      assertThat(PurgeExample.endTests(link, shop)).isEqualTo(1);
      assertThat(jobs.result(test).get(Patience.SECONDS, TimeUnit.SECONDS))
          .isEqualTo(new Result.Cancelled(test.jobId()));
      assertThat(PurgeExample.runNow(link, shop, delayed.jobId())).isTrue();
      assertThat(PurgeExample.runNow(link, shop, order.jobId())).isFalse();
      try (Worker worker = Worker.start(link, shop)) {
        assertThat(worker.lanes()).hasSize(1);
        for (Receipt receipt : new Receipt[] {order, delayed}) {
          assertThat(jobs.result(receipt).get(Patience.SECONDS, TimeUnit.SECONDS))
              .isInstanceOf(Result.Finished.class);
        }
      }
    }
  }
}
