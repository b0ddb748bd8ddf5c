package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.Fires;
import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.records.Task;
import io.streamweir.client.JobClient;
import io.streamweir.client.ScheduleException;
import io.streamweir.client.ScheduleStatus;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schedule that the pipeline's code defines, which fires all the time beside the load. */
final class Clockwork {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ON_TIME = Duration.ofSeconds(1);

  private final JobClient<Task> client;
  private final List<String> violations = new ArrayList<>();
  private @Nullable Instant due;

  Clockwork(JobClient<Task> client) {
    this.client = client;
  }

  /** Lets it fire no more, once it is on time. */
  void stop() {
    try {
      Waiting.require("the schedule was on time", PATIENCE, this::isOnTime);
    } catch (IllegalStateException e) {
      violations.add("the schedule did not fire at the end of the run: " + e.getMessage());
    }
    try {
      patiently(() -> client.schedules().pause(Answers.TICK));
      patiently(() -> due = client.schedules().find(Answers.TICK).orElseThrow().due());
    } catch (ScheduleException e) {
      violations.add("Redis does not know the schedule at the end of the run");
    }
  }

  private boolean isOnTime() {
    try {
      return client
          .schedules()
          .find(Answers.TICK)
          .map(ScheduleStatus::late)
          .filter(late -> late.compareTo(ON_TIME) < 0)
          .isPresent();
    } catch (RedisCallException e) {
      return false;
    }
  }

  /** What is wrong with its end, where these fires, by job id, were all that were handled. */
  List<String> judgeEnd(Map<String, Long> fired) {
    List<String> all = new ArrayList<>(violations);
    if (due != null) {
      all.addAll(Fires.judgeEnd(fired, Answers.TICK_EVERY, due));
    }
    return all;
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
