package io.streamweir.stages.examples;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.ResultReader;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Tap;
import io.streamweir.worker.Worker;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@WithRedis
class TapAndReplayExampleIT {

  @Test
  void seesWhatArrivesAndFeedsItThroughOnceMore(RedisSpace space) throws Exception {
    Pipeline<Order> shop = ReplayExample.shop();
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    List<String> journal = new CopyOnWriteArrayList<>();
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, shop);
        JobClient<Order> jobs = JobClient.connect(link, shop);
        Tap tap = TapExample.audit(link, shop, journal::add)) {
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));
      assertThat(
              jobs.result(receipt)
                  .get(Patience.SECONDS, TimeUnit.SECONDS)
                  .value(Confirmation.class)
                  .text())
          .isEqualTo("A-17");

      assertThat(ReplayExample.chargeAgain(link, shop, Instant.EPOCH)).isEqualTo(1);

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  ResultReader.open(link, shop)
                      .stored(receipt.jobId())
                      .orElseThrow()
                      .value(Confirmation.class)
                      .text()
                      .equals("A-17 in after-the-fix"));
      String line = receipt.jobId() + " ordered A-17";
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(journal).containsExactly(line, line));
      assertThat(worker.lanes()).hasSize(1);
      assertThat(tap).isNotNull();
    }
  }
}
