package io.streamweir.chaos.rig;

import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.records.Task;
import io.streamweir.client.JobClient;
import io.streamweir.client.ScheduleException;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Schedule;

/** A schedule that fires all the time, beside the load. */
final class Clockwork {
  private static final int MOST_MISSED = 1_000;

  private final JobClient<Task> client;

  Clockwork(JobClient<Task> client) {
    this.client = client;
  }

  void start() {
    Task task = new Task(0L, Answers.TICK, 0L);
    client
        .schedules()
        .put(
            Schedule.every(Answers.TICK, Answers.TICK_EVERY, task)
                .withMissed(MissedFires.all(MOST_MISSED)));
  }

  /** Fires no more; nothing where the server has forgotten it. */
  void stop() {
    try {
      client.schedules().remove(Answers.TICK);
    } catch (ScheduleException e) {
      // there is none any more
    }
  }
}
