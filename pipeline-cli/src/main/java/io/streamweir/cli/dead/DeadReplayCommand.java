package io.streamweir.cli.dead;

import io.streamweir.cli.session.Session;
import io.streamweir.inspect.DeadLetters;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dead replay}: another try, as if it were the first. */
@Command(
    name = "replay",
    description =
        "Puts dead letters back into their stages' inboxes with fresh attempts; nothing is lost"
            + " where it is interrupted.")
final class DeadReplayCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final DeadChange change = new DeadChange();

  DeadReplayCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return change.run(session, "replayed", DeadLetters::replay, DeadLetters::replayAll);
  }
}
