package io.streamweir.cli.schedule;

import io.streamweir.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code schedule}: what submits jobs again and again. */
@Command(
    name = "schedule",
    description = "Lists, adds, removes, pauses, resumes or runs schedules.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ScheduleListCommand.class, ScheduleAddCommand.class})
public final class ScheduleCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  ScheduleCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.missingCommand(spec);
  }

  // In help such methods stand in the order of their own names.
  @Command(
      name = "remove",
      description = "Removes a schedule that was added or is retired; jobs that it submitted stay.")
  int forget(@Mixin ScheduleTarget target) {
    return target.run(
        session,
        "schedule-remove",
        schedules -> {
          schedules.remove(target.name());
          return "removed " + target.name();
        });
  }

  @Command(
      name = "pause",
      description =
          "Keeps a schedule from firing until it is resumed, also over restarts and deployments.")
  int pause(@Mixin ScheduleTarget target) {
    return target.run(
        session,
        "schedule-pause",
        schedules -> {
          schedules.pause(target.name());
          return "paused " + target.name();
        });
  }

  @Command(
      name = "resume",
      description = "Lets a paused schedule fire again; what was due meanwhile counts as missed.")
  int resume(@Mixin ScheduleTarget target) {
    return target.run(
        session,
        "schedule-resume",
        schedules -> {
          schedules.resume(target.name());
          return "resumed " + target.name();
        });
  }

  @Command(
      name = "run-now",
      description =
          "Submits a schedule's job at once and prints the job's id; its next fire stays as it is.")
  int runNow(@Mixin ScheduleTarget target) {
    return target.run(
        session,
        "schedule-run-now",
        schedules -> "submitted " + schedules.runNow(target.name()).jobId());
  }
}
