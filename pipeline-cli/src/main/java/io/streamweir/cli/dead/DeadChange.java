package io.streamweir.cli.dead;

import io.streamweir.cli.session.Session;
import io.streamweir.cli.text.Json;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What {@code dead replay} and {@code dead drop} share: do something to one letter or to all, and
 * tell to how many.
 */
final class DeadChange {
  @Mixin private final DeadScope scope = new DeadScope();

  @ArgGroup(multiplicity = "1")
  private DeadSelection selection = new DeadSelection();

  @Option(names = "--json", description = "Print a JSON object")
  private boolean json;

  int run(
      Session session,
      String done,
      BiPredicate<DeadLetters, String> one,
      ToLongFunction<DeadLetters> all) {
    Pipeline<?> chosen = scope.pipeline(session);
    try (RedisLink link = session.openLink()) {
      Map<String, DeadLetters> letters = scope.letters(link, chosen);
      long count =
          selection.all()
              ? letters.values().stream().mapToLong(all).sum()
              : one(new DeadLetters(link, chosen, selection.stage(letters)), one);
      session.out().line(json ? Json.object().put(done, count).toString() : done + " " + count);
      return 0;
    }
  }

  /** Somebody else may have been faster. */
  private long one(DeadLetters letters, BiPredicate<DeadLetters, String> change) {
    return change.test(letters, selection.id()) ? 1 : 0;
  }
}
