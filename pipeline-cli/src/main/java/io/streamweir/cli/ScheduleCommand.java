package io.streamweir.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code schedule}: what submits jobs again and again. */
@Command(
    name = "schedule",
    description = "Lists, adds, removes, pauses, resumes or runs schedules.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ScheduleListCommand.class,
      ScheduleAddCommand.class,
      ScheduleRemoveCommand.class,
      SchedulePauseCommand.class,
      ScheduleResumeCommand.class,
      ScheduleRunNowCommand.class
    })
final class ScheduleCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  ScheduleCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return StreamweirCommand.missingCommand(session, spec);
  }
}
