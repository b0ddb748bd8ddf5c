package io.streamweir.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself, which does nothing without a subcommand. */
@Command(
    name = "streamweir",
    description = "Runs and inspects multi-stage pipelines on Redis Streams.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    subcommands = {
      DemoCommand.class,
      WorkerCommand.class,
      SubmitCommand.class,
      ResultsCommand.class,
      JobCommand.class,
      CancelCommand.class,
      StatusCommand.class,
      MonitorCommand.class,
      ReportCommand.class,
      DelayedCommand.class,
      DeadCommand.class,
      ReplayCommand.class,
      TapCommand.class,
      ScheduleCommand.class,
      DoctorCommand.class,
      HelpCommand.class
    },
    footer = {"", "Exit status: 0 success, 1 failure, 2 wrong usage."})
final class StreamweirCommand implements Callable<Integer> {
  private final Session session;

  @Mixin
  @SuppressWarnings("UnusedVariable") // its options are inherited by all subcommands
  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  StreamweirCommand(Session session) {
    this.session = session;
    this.options = session.options();
  }

  @Override
  public Integer call() {
    return session.missingCommand(spec);
  }
}
