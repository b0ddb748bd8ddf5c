package io.streamweir.cli;

import io.streamweir.cli.audit.AuditCommand;
import io.streamweir.cli.dead.DeadCommand;
import io.streamweir.cli.dead.ReplayCommand;
import io.streamweir.cli.demo.DemoCommand;
import io.streamweir.cli.doctor.DoctorCommand;
import io.streamweir.cli.job.CancelCommand;
import io.streamweir.cli.job.DelayedCommand;
import io.streamweir.cli.job.JobCommand;
import io.streamweir.cli.job.JobsCommand;
import io.streamweir.cli.job.PurgeCommand;
import io.streamweir.cli.job.ResultsCommand;
import io.streamweir.cli.job.RunNowCommand;
import io.streamweir.cli.pause.PauseCommand;
import io.streamweir.cli.pause.ResumeCommand;
import io.streamweir.cli.reader.ReaderCommand;
import io.streamweir.cli.report.ReportCommand;
import io.streamweir.cli.schedule.ScheduleCommand;
import io.streamweir.cli.schema.SchemaCommand;
import io.streamweir.cli.session.GlobalOptions;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.status.StatusCommand;
import io.streamweir.cli.submit.SubmitCommand;
import io.streamweir.cli.tap.TapCommand;
import io.streamweir.cli.token.TokenCommand;
import io.streamweir.cli.worker.MonitorCommand;
import io.streamweir.cli.worker.ServeCommand;
import io.streamweir.cli.worker.WorkerCommand;
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
      JobsCommand.class,
      CancelCommand.class,
      StatusCommand.class,
      MonitorCommand.class,
      ServeCommand.class,
      TokenCommand.class,
      AuditCommand.class,
      ReportCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      DelayedCommand.class,
      RunNowCommand.class,
      PurgeCommand.class,
      DeadCommand.class,
      ReplayCommand.class,
      TapCommand.class,
      ReaderCommand.class,
      ScheduleCommand.class,
      SchemaCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
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
