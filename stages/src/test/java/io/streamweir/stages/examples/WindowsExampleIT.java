package io.streamweir.stages.examples;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

@WithRedis
class WindowsExampleIT {
  private final Queue<String> screen = new ConcurrentLinkedQueue<>();

  /**
   * A day instead of a minute: orders of one test are then of one day, but for those at midnight.
   */
  @Test
  void tellsWhatEachShopHasSold(RedisSpace space) {
    Window day = Window.tumbling("sales", Duration.ofDays(1), "report");
    Pipeline<Order> shop =
        WindowsExample.shop(day.withIdleAfter(Duration.ofMillis(500)), screen::add);
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, shop);
        JobClient<Order> jobs = JobClient.connect(link, shop)) {
      Queue<Result> ends = new ConcurrentLinkedQueue<>();
      jobs.subscribe(ends::add);
      jobs.submitAll(List.of(new Order("A-1", 100L), new Order("B-1", 7L), new Order("A-2", 20L)));

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(screen).containsExactlyInAnyOrder("A sold 2", "B sold 1"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ends.stream().filter(end -> end.stage().equals("report")))
                      .extracting(end -> end.value(Confirmation.class).text())
                      .containsExactlyInAnyOrder("cents: 120", "cents: 7"));
      assertThat(worker.lanes()).hasSize(2);
    }
  }
}
