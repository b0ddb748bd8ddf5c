package io.streamweir.stages.examples;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.ResultFollower;
import io.streamweir.client.ResultLog;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@WithRedis
class ResultLogExampleIT {

  @Test
  void billsEachOrderThoughTheBillingWasAway(RedisSpace space) throws Exception {
    Pipeline<Order> shop = ResultLogExample.shop();
    List<String> books = new CopyOnWriteArrayList<>();
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, shop);
        JobClient<Order> jobs = JobClient.connect(link, shop)) {
      assertThat(worker.lanes()).isNotEmpty();
      jobs.submit(new Order("A-1", 1999L));
      try (ResultFollower first = ResultLogExample.bill(link, books::add)) {
        assertThat(first).isNotNull();
        await().atMost(PATIENCE).until(() -> books.size() == 1);
      }
      Receipt second = jobs.submit(new Order("A-2", 1999L));
      jobs.awaitResult(second, PATIENCE);
      try (ResultFollower again = ResultLogExample.bill(link, books::add)) {
        assertThat(again).isNotNull();
        await().atMost(PATIENCE).until(() -> books.size() == 2);
      }
      assertThat(books).containsExactly("paid A-1", "paid A-2");
      expectEvents(ResultLog.open(link, shop), second.jobId());
    }
  }

  private static void expectEvents(ResultLog log, String second) {
    List<Map.Entry<String, String>> events = new ArrayList<>();
    String end = ResultLogExample.sendEvents(log, "", (id, job) -> events.add(Map.entry(id, job)));
    assertThat(events).hasSize(2);
    List<String> resumed = new ArrayList<>();
    ResultLogExample.sendEvents(log, events.get(0).getKey(), (id, job) -> resumed.add(job));
    assertThat(resumed).containsExactly(second);
    assertThat(log.page(end, 100).results()).isEmpty();
  }
}
