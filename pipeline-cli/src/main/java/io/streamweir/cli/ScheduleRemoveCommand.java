package io.streamweir.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code schedule remove}: forgets a schedule. */
@Command(
    name = "remove",
    description = "Removes a schedule that was added or is retired; jobs that it submitted stay.")
final class ScheduleRemoveCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ScheduleTarget target = new ScheduleTarget();

  ScheduleRemoveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return target.run(
        session,
        schedules -> {
          schedules.remove(target.name());
          return "removed " + target.name();
        });
  }
}
