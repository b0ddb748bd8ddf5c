package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
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
import org.junit.jupiter.api.Test;

@WithRedis
class CancelExampleIT {
  @Test
  void callsOffWhatHasNotEnded(RedisSpace space) throws Exception {
    Pipeline<Order> orders = OrdersExample.orders((cents, key) -> "at once");
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, orders);
        JobClient<Order> jobs = JobClient.connect(link, orders)) {
      SubmitOptions tomorrow = SubmitOptions.defaults().withDelay(Duration.ofDays(1));
      Receipt delayed = jobs.submit(new Order("A-17", 1999L), tomorrow);
      Receipt paid = jobs.submit(new Order("A-18", 1999L));
      Receipt refused = jobs.submit(new Order("A-19", 0L));
      jobs.result(paid).get(Patience.SECONDS, SECONDS);
      jobs.result(refused).get(Patience.SECONDS, SECONDS);

      assertThat(CancelExample.callOff(jobs, delayed)).isEqualTo("called off");
      assertThat(CancelExample.callOff(jobs, delayed)).isEqualTo("called off");
      assertThat(CancelExample.callOff(jobs, paid)).isEqualTo("too late: paid at once");
      assertThat(CancelExample.callOff(jobs, refused)).isEqualTo("had failed: nothing to pay");
      assertThat(jobs.result(delayed).get(Patience.SECONDS, SECONDS))
          .isInstanceOf(Result.Cancelled.class);
    }
  }
}
