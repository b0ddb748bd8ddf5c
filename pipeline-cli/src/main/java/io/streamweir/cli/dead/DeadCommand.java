package io.streamweir.cli.dead;

import io.streamweir.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dead}: looks at dead letters, gives them another try, or forgets them. */
@Command(
    name = "dead",
    description = "Lists, shows, replays or drops dead letters.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeadListCommand.class,
      DeadShowCommand.class,
      DeadReplayCommand.class,
      DeadDropCommand.class
    })
public final class DeadCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  DeadCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.missingCommand(spec);
  }
}
