package io.streamweir.stages.examples;

import static io.streamweir.testkit.Patience.PATIENCE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.client.ProgressSubscription;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Progress;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@WithRedis
class ProgressExampleIT {
  private final CountDownLatch lastPage = new CountDownLatch(1);

  private final ProgressExample.Pages pages =
      new ProgressExample.Pages() {
        @Override
        public int count(String file) {
          return 4;
        }

        @Override
        public void load(String file, int page) throws Exception {
          if (page == 4) {
            lastPage.await();
          }
        }
      };

  @Test
  void isSeenAndHeardWhileTheHandlerRuns(RedisSpace space) throws Exception {
    Pipeline<Order> loading = ProgressExample.loading(pages);
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    Queue<Double> bar = new ConcurrentLinkedQueue<>();
    try (RedisLink link = RedisLink.open(config);
        JobClient<Order> jobs = JobClient.connect(link, loading)) {
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));
      try (ProgressSubscription subscription = ProgressExample.follow(jobs, receipt, bar::add);
          Worker worker = Worker.start(link, loading)) {
        await().atMost(PATIENCE).until(() -> bar.contains(0.75));
        assertThat(ProgressExample.look(jobs, receipt)).containsExactly("load: page 3 of 4");
        lastPage.countDown();
        assertThat(
                jobs.result(receipt)
                    .get(Patience.SECONDS, SECONDS)
                    .value(Confirmation.class)
                    .text())
            .isEqualTo("loaded 4 pages");
        await().atMost(PATIENCE).until(() -> ProgressExample.look(jobs, receipt).isEmpty());
        assertThat(worker.lanes()).hasSize(1);
        assertThat(subscription.missed()).isZero();
      }
    }
  }

  /** What README says of tests of handlers. */
  @Test
  @SuppressWarnings("unchecked") // the stage is defined above
  void isThereForATestWithoutRedis() throws Exception {
    lastPage.countDown();
    StageContext context = StageContext.of("loading", "load", "job-1");
    Stage<Order, Confirmation> stage =
        (Stage<Order, Confirmation>) ProgressExample.loading(pages).stage("load").handler();
    stage.handle(new Order("A-17", 1999L), context);
    assertThat(context.lastProgress()).contains(new Progress(1, "page 4 of 4"));
  }
}
