package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Pipeline;
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
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@WithRedis
class CheckpointExampleIT {
  private final Queue<Long> inserted = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean failed = new AtomicBoolean();

  /** Five pages of ten orders, of which the fourth fails once. */
  private final CheckpointExample.Orders orders =
      new CheckpointExample.Orders() {
        @Override
        public List<Order> next(String month, Optional<Order> behind) {
          long from = behind.map(Order::cents).orElse(0L) + 1;
          return LongStream.range(from, Math.min(from + 10, 51))
              .mapToObj(number -> new Order("A-" + number, number))
              .toList();
        }

        @Override
        public void insert(List<Order> page) {
          if (page.get(0).cents() == 31 && failed.compareAndSet(false, true)) {
            throw new IllegalStateException("the table is locked");
          }
          page.forEach(order -> inserted.add(order.cents()));
        }
      };

  @Test
  void goesOnWhereTheFailedAttemptWas(RedisSpace space) throws Exception {
    Pipeline<Order> importing = CheckpointExample.importing(orders);
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        JobClient<Order> jobs = JobClient.connect(link, importing);
        Worker worker = Worker.start(link, importing)) {
      assertThat(worker.lanes()).hasSize(1);
      Receipt receipt = jobs.submit(new Order("2026-11", 0L));
      assertThat(
              jobs.result(receipt).get(Patience.SECONDS, SECONDS).value(Confirmation.class).text())
          .isEqualTo("A-50");
    }
    assertThat(failed).isTrue();
    assertThat(inserted).containsExactlyElementsOf(LongStream.range(1, 51).boxed().toList());
  }

  /** A handler's own test needs no Redis: its context remembers what was saved. */
  @Test
  @SuppressWarnings("unchecked") // the stage is defined above
  void goesOnInATestWithoutRedis() throws Exception {
    Stage<Order, Confirmation> load =
        (Stage<Order, Confirmation>) CheckpointExample.importing(orders).stage("import").handler();
    StageContext context = StageContext.of("importing", "import", "job-1");
    Order month = new Order("2026-11", 0L);
    assertThatIllegalStateException().isThrownBy(() -> load.handle(month, context));
    assertThat(context.lastCheckpoint(Order.class)).contains(new Order("A-30", 30L));
    load.handle(month, context);
    assertThat(inserted).hasSize(50).doesNotHaveDuplicates();
  }
}
