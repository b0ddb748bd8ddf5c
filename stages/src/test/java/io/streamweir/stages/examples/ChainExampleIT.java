package io.streamweir.stages.examples;

import static io.streamweir.testkit.Patience.PATIENCE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.inspect.Inspector;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@WithRedis
class ChainExampleIT {
  private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();

  private static Pipeline<Confirmation> reminders() {
    return Pipeline.named("reminders")
        .accepts(Confirmation.class)
        .stage("remind", Confirmation.class, (text, context) -> Outcome.drop())
        .build();
  }

  @Test
  void whatIsSoldIsSentAndTheCustomerIsRemindedLater(RedisSpace space) throws Exception {
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker reminding = Worker.start(link, reminders());
        Worker shipping = Worker.start(link, ChainExample.shipping(sent::add));
        Worker shop = Worker.start(link, ChainExample.shop());
        JobClient<Order> jobs = JobClient.connect(link, ChainExample.shop())) {
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));
      assertThat(
              jobs.result(receipt).get(Patience.SECONDS, SECONDS).value(Confirmation.class).text())
          .isEqualTo("sold A-17");
      assertThat(sent.poll(Patience.SECONDS, SECONDS)).isEqualTo("A-17");
      Inspector inspector = new Inspector(link, reminders());
      Awaitility.await().atMost(PATIENCE).until(() -> inspector.status().get(0).delayed() == 1);
      assertThat(reminding.lanes().size() + shipping.lanes().size() + shop.lanes().size())
          .isEqualTo(3);
    }
  }
}
