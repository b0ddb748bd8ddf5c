package io.streamweir.cli.dead;

import io.streamweir.cli.session.Session;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead show}: dead letters with all that is known of them. */
@Command(
    name = "show",
    description = "Shows a dead letter, or all, with payload and error in full.")
final class DeadShowCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final DeadScope scope = new DeadScope();

  @ArgGroup(multiplicity = "1")
  private DeadSelection selection = new DeadSelection();

  @Option(names = "--json", description = "Print JSON, one object per line")
  private boolean json;

  DeadShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Pipeline<?> chosen = scope.pipeline(session);
    try (RedisLink link = session.openLink()) {
      LetterView view = new LetterView(link);
      Map<String, DeadLetters> letters = scope.letters(link, chosen);
      if (selection.all()) {
        letters.forEach(
            (stage, of) -> of.forEach(Long.MAX_VALUE, letter -> print(view, stage, letter)));
      } else {
        String stage = DeadSelection.stage(letters, selection.id());
        new DeadLetters(link, chosen, stage)
            .find(selection.id())
            .ifPresent(letter -> print(view, stage, letter));
      }
      return 0;
    }
  }

  private void print(LetterView view, String stage, Letter letter) {
    session.out().line(json ? view.json(stage, letter) : view.text(stage, letter) + "\n");
  }
}
