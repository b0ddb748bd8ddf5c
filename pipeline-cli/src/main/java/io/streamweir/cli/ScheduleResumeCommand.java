package io.streamweir.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code schedule resume}: lets a schedule fire again. */
@Command(
    name = "resume",
    description = "Lets a paused schedule fire again; what was due meanwhile counts as missed.")
final class ScheduleResumeCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ScheduleTarget target = new ScheduleTarget();

  ScheduleResumeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return target.run(
        session,
        schedules -> {
          schedules.resume(target.name());
          return "resumed " + target.name();
        });
  }
}
