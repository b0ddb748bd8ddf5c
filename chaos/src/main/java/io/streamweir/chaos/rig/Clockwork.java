package io.streamweir.chaos.rig;

import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.records.Task;
import io.streamweir.client.JobClient;
import io.streamweir.client.ScheduleException;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Schedule;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;

/** A schedule that fires all the time, beside the load. */
final class Clockwork {
  private static final int MOST_MISSED = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final JobClient<Task> client;

  Clockwork(JobClient<Task> client) {
    this.client = client;
  }

  void start() {
    Task task = new Task(0L, Answers.TICK, 0L);
    Schedule<Task> schedule =
        Schedule.every(Answers.TICK, Answers.TICK_EVERY, task)
            .withMissed(MissedFires.all(MOST_MISSED));
    patiently(() -> client.schedules().put(schedule));
  }

  /** Fires no more; nothing where the server has forgotten it. */
  void stop() {
    try {
      patiently(() -> client.schedules().remove(Answers.TICK));
    } catch (ScheduleException e) {
      // there is none any more
    }
  }

  /** A connection may just be coming back. Changing a schedule twice does no harm. */
  private static void patiently(Runnable change) {
    Waiting.require(
        "the schedule was changed",
        PATIENCE,
        () -> {
          try {
            change.run();
            return true;
          } catch (RedisCallException e) {
            if (!e.passing()) {
              throw e;
            }
            return false;
          }
        });
  }
}
