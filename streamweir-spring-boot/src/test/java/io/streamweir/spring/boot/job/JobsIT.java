package io.streamweir.spring.boot.job;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Result;
import io.streamweir.client.ScheduleStatus;
import io.streamweir.pipeline.StageContext;
import io.streamweir.spring.boot.Engine;
import io.streamweir.spring.boot.Order;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;

/** Annotated methods with real workers and clients. */
@WithRedis
class JobsIT {
  /** A service that submits to the pipeline which it handles and schedules. */
  static class Shop {
    final JobClient<Order> jobs;

    Shop(JobClient<Order> jobs) {
      this.jobs = jobs;
    }

    @JobHandler(pipeline = "orders", concurrency = "2")
    Order handle(Order order, StageContext context) {
      return new Order(order.item() + " by " + context.stage());
    }

    @JobSchedule(pipeline = "orders", name = "digest", cron = "0 7 * * *", zone = "Europe/Berlin")
    Order digest() {
      return new Order("digest");
    }
  }

  @Test
  void aMethodHandlesWhatIsSubmittedAndScheduled(RedisSpace redis) {
    Engine.runner(redis)
        .withConfiguration(AutoConfigurations.of(JobAutoConfiguration.class))
        .withUserConfiguration(Shop.class)
        .withPropertyValues("streamweir.pipelines.orders.stages.handle.concurrency=3")
        .run(
            context -> {
              JobClient<Order> jobs = context.getBean(Shop.class).jobs;
              Result book = jobs.awaitResult(jobs.submit(new Order("book")), PATIENCE);
              assertThat(book.value(Order.class)).isEqualTo(new Order("book by handle"));

              assertThat(jobs.schedules().list())
                  .extracting(ScheduleStatus::name)
                  .containsExactly("digest");
              Result digest = jobs.awaitResult(jobs.schedules().runNow("digest"), PATIENCE);
              assertThat(digest.value(Order.class)).isEqualTo(new Order("digest by handle"));
            });
  }
}
