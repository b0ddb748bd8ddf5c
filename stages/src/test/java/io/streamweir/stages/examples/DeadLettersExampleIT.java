package io.streamweir.stages.examples;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.LetterGroups.Group;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithRedis
class DeadLettersExampleIT {
  @Test
  void groupsThemAndReplaysThoseThatMatch(RedisSpace space) throws Exception {
    Pipeline<Order> shop = DeadLettersExample.shop();
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config)) {
      DeadLetters letters = new DeadLetters(link, shop, "charge");
      try (Worker worker = Worker.start(link, shop);
          JobClient<Order> jobs = JobClient.connect(link, shop)) {
        jobs.submit(new Order("A-17", 1999L));
        jobs.submit(new Order("A-18", 1999L));
        await().atMost(PATIENCE).until(() -> letters.size() == 2);
        assertThat(worker.lanes()).hasSize(1);
      }

      List<Group> causes = DeadLettersExample.causes(letters);
      assertThat(causes).hasSize(1);
      assertThat(causes.get(0).count()).isEqualTo(2);
      assertThat(causes.get(0).exampleError()).isEqualTo("the bank is closed");
      assertThat(DeadLettersExample.chargeAgain(link, shop)).isEqualTo(1);
      assertThat(letters.size()).isEqualTo(1);
    }
  }
}
