package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.ScheduleStatus;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@WithRedis
class SchedulesExampleIT {
  private final Pipeline<Order> reminders = SchedulesExample.reminders();

  @Test
  void remindsWhenItIsTime(RedisSpace space) throws Exception {
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, reminders);
        JobClient<Order> jobs = JobClient.connect(link, reminders)) {
      Instant due = jobs.schedules().find("open").orElseThrow().due();
      Receipt receipt = SchedulesExample.schedules(jobs);
      assertThat(
              jobs.result(receipt).get(Patience.SECONDS, SECONDS).value(Confirmation.class).text())
          .isEqualTo("remind A-17");
      assertThat(jobs.schedules().list())
          .extracting(ScheduleStatus::name)
          .containsExactly("nightly", "open", "weekdays");
      jobs.result(new Receipt(Schedule.jobId("open", due), 0, false))
          .get(Patience.SECONDS, SECONDS);
      assertThat(SchedulesExample.resultOf(jobs, "open", due)).isPresent();
    }
  }

  @Test
  void holdsJobsBack(RedisSpace space) {
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        JobClient<Order> jobs = JobClient.connect(link, reminders)) {
      SchedulesExample.delays(jobs, new Order("A-17", 0L), Instant.now().plus(Duration.ofDays(2)));
      String later = Keys.of(link, "reminders", 0).later("remind");
      assertThat(link.await(new InboxQueries(link).delayed(later))).isEqualTo(2);
    }
  }
}
