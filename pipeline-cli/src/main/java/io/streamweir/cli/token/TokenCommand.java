package io.streamweir.cli.token;

import io.streamweir.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code token}: makes tokens of the HTTP API. */
@Command(
    name = "token",
    description = "Makes tokens by which callers of the HTTP API are known; see serve --tokens.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TokenNewCommand.class)
public final class TokenCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  TokenCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.missingCommand(spec);
  }
}
