package io.streamweir.cli;

import io.streamweir.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: prints what makes a shell complete the command's words. */
@Command(
    name = "completion",
    description = {
      "Prints a script that lets bash or zsh complete commands and options.",
      "Put this line into ~/.bashrc or ~/.zshrc: source <(streamweir completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.out().writer().print(AutoComplete.bash("streamweir", spec.root().commandLine()));
    return 0;
  }
}
