package io.streamweir.cli.dead;

import io.streamweir.cli.session.Session;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.MatchingLetters;
import io.streamweir.inspect.MatchingLetters.Change;
import io.streamweir.pipeline.Pipeline;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dead drop}: forgets dead letters for good. */
@Command(
    name = "drop",
    description = {
      "Forgets dead letters for good: one, all, or those that the options name.",
      "Counts them and asks first, but for one by --id. Where it is interrupted it says how to go"
          + " on."
    })
final class DeadDropCommand implements Callable<Integer>, DeadChange.Verb {
  private final Session session;

  @Mixin private final DeadChange change = new DeadChange();

  DeadDropCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    return change.run(session, this);
  }

  @Override
  public String name() {
    return "drop";
  }

  @Override
  public String done() {
    return "dropped";
  }

  @Override
  public List<String> words() {
    return List.of();
  }

  @Override
  public void check(Pipeline<?> pipeline) {}

  @Override
  public double perSecond() {
    return 0;
  }

  @Override
  public boolean one(DeadLetters letters, String id) {
    return letters.drop(id);
  }

  @Override
  public Change some(MatchingLetters letters, String cursor, int limit) {
    return letters.drop(cursor, limit);
  }
}
