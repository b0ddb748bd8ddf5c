package io.streamweir.cli.dead;

import io.streamweir.cli.session.Session;
import io.streamweir.inspect.DeadLetters;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dead drop}: forgets dead letters for good. */
@Command(name = "drop", description = "Forgets dead letters for good.")
final class DeadDropCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final DeadChange change = new DeadChange();

  DeadDropCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return change.run(session, "dropped", DeadLetters::drop, DeadLetters::dropAll);
  }
}
