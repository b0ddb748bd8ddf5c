package io.streamweir.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code schedule run-now}: submits its job at once. */
@Command(
    name = "run-now",
    description =
        "Submits a schedule's job at once and prints the job's id; its next fire stays as it is.")
final class ScheduleRunNowCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ScheduleTarget target = new ScheduleTarget();

  ScheduleRunNowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return target.run(session, schedules -> "submitted " + schedules.runNow(target.name()).jobId());
  }
}
