package io.streamweir.cli.tap;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Tap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tap remove}: forgets a tap and its position. */
@Command(
    name = "remove",
    description = "Forgets a tap and its position, so that trimming no longer waits for it.")
final class TapRemoveCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final TapScope scope = new TapScope();

  TapRemoveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String name = scope.name();
    Pipeline<?> chosen = scope.pipeline(session);
    String stage = scope.stage(chosen).name();
    try (RedisLink link = session.openLink()) {
      if (!Tap.remove(link, chosen, stage, name)) {
        throw new CommandFailedException(
            "stage " + stage + " has no tap '" + name + "'; see tap list");
      }
      session.out().line("removed tap " + name + " of stage " + stage);
      session.audit(
          link, Operator.change("tap-remove", chosen.name()).withStage(stage).withTarget(name));
      return 0;
    }
  }
}
