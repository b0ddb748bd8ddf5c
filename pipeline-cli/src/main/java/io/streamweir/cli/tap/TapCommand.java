package io.streamweir.cli.tap;

import io.streamweir.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tap}: looks at what arrives at a stage without taking it away. */
@Command(
    name = "tap",
    description =
        "Shows what arrives at a stage without taking work from it; lists or removes taps.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TapFollowCommand.class, TapListCommand.class, TapRemoveCommand.class})
public final class TapCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  TapCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.missingCommand(spec);
  }
}
