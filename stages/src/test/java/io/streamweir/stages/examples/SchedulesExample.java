package io.streamweir.stages.examples;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.Schedules;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** The guide's example of delays and schedules; the guide shows what stands between the marks. */
final class SchedulesExample {
  private SchedulesExample() {}

  // guide begin
  static Pipeline<Order> reminders() {
    return Pipeline.named("reminders")
        .accepts(Order.class)
        .stage(
            "remind",
            Confirmation.class,
            (order, context) -> Outcome.finish(new Confirmation("remind " + order.number())))
        .schedule(
            Schedule.cron(
                "nightly", "30 2 * * *", ZoneId.of("Europe/Berlin"), new Order("all", 0L)))
        .schedule(
            Schedule.every("open", Duration.ofSeconds(10), new Order("open", 0L))
                .withMissed(MissedFires.skip()))
        .build();
  }

  static void delays(JobClient<Order> jobs, Order order, Instant appointment) {
    SubmitOptions options = SubmitOptions.defaults();
    jobs.submit(order, options.withDelay(Duration.ofMinutes(5)));
    jobs.submit(order, options.withStart(appointment.minus(Duration.ofHours(1))));
  }

  static Receipt schedules(JobClient<Order> jobs) {
    Schedules<Order> schedules = jobs.schedules(); // while the pipeline runs
    schedules.put(
        Schedule.cron("weekdays", "0 9 * * MON-FRI", ZoneId.of("Asia/Tokyo"), new Order("A-17", 0L))
            .withMissed(MissedFires.all(5)));
    schedules.pause("weekdays"); // over restarts and deployments
    schedules.resume("weekdays");
    return schedules.runNow("weekdays"); // the next fire stays as it is
  }

  static Optional<Result> resultOf(JobClient<Order> jobs, String schedule, Instant due) {
    return jobs.storedResult(Schedule.jobId(schedule, due)); // as nightly.20261121T013000Z
  }
  // guide end
}
