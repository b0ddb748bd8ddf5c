package io.streamweir.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code schedule pause}: keeps a schedule from firing. */
@Command(
    name = "pause",
    description =
        "Keeps a schedule from firing until it is resumed, also over restarts and deployments.")
final class SchedulePauseCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ScheduleTarget target = new ScheduleTarget();

  SchedulePauseCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return target.run(
        session,
        schedules -> {
          schedules.pause(target.name());
          return "paused " + target.name();
        });
  }
}
