package io.streamweir.cli.reader;

import io.streamweir.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code reader}: lists or removes readers of a log of results. */
@Command(
    name = "reader",
    description =
        "Lists or removes readers of a log of results; the command results reads it by name.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ReaderListCommand.class, ReaderRemoveCommand.class})
public final class ReaderCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  ReaderCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.missingCommand(spec);
  }
}
