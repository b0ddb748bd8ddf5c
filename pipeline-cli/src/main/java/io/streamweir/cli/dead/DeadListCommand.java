package io.streamweir.cli.dead;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.inspect.LetterFilter;
import io.streamweir.inspect.LetterGroups;
import io.streamweir.inspect.MatchingLetters;
import io.streamweir.inspect.MatchingLetters.Page;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead list}: the dead letters of a stage or of all stages. */
@Command(
    name = "list",
    description =
        "Lists dead letters, those of each stage oldest first, or counts them by their causes.")
final class DeadListCommand implements Callable<Integer> {
  private static final int LETTERS_AT_ONCE = 1_000;

  private final Session session;

  @Mixin private final DeadScope scope = new DeadScope();

  @Mixin private final DeadFilter filter = new DeadFilter();

  @Option(
      names = "--group",
      description =
          "Counts all letters by stage, reason and exception: how many, when the first and the last"
              + " one died, and the last one as an example")
  private boolean group;

  @Option(
      names = "--replaced",
      description = "Lists the letters that were replayed with other payloads, as they were")
  private boolean replaced;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N letters per stage. Default: 100")
  private int limit = 100;

  @Option(names = "--all", description = "No limit")
  private boolean all;

  @Option(names = "--json", description = "Print JSON with the payloads, one object per line")
  private boolean json;

  DeadListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new UsageException("--limit must be at least 1: " + limit);
    }
    if (replaced && (group || filter.isGiven())) {
      throw new UsageException("--replaced lists all: leave out what says which letters");
    }
    Pipeline<?> chosen = scope.pipeline(session);
    LetterFilter which = filter.filter();
    try (RedisLink link = session.openLink()) {
      Map<String, DeadLetters> letters = scope.letters(link, chosen);
      if (group) {
        new GroupView(session, json, filter.none()).print(groups(letters, which));
      } else {
        list(new LetterRows(session, new LetterView(link), json, filter.none()), letters, which);
      }
      return 0;
    }
  }

  private LetterGroups groups(Map<String, DeadLetters> letters, LetterFilter which) {
    LetterGroups groups = new LetterGroups();
    ProgressLine progress = session.progress("letters");
    letters.forEach((stage, of) -> walk(stage, of.matching(which), groups::add, progress));
    progress.clear();
    return groups;
  }

  private static void walk(
      String stage,
      MatchingLetters letters,
      BiConsumer<String, Letter> action,
      ProgressLine progress) {
    long looked = 0;
    Optional<String> at = Optional.of(MatchingLetters.BEGIN);
    while (at.isPresent()) {
      Page page = letters.page(at.get(), LETTERS_AT_ONCE);
      page.letters().forEach(letter -> action.accept(stage, letter));
      looked += page.looked();
      progress.update(-1, looked);
      at = page.next();
    }
  }

  private void list(LetterRows rows, Map<String, DeadLetters> letters, LetterFilter which) {
    long most = all ? Long.MAX_VALUE : limit;
    long there = 0;
    for (Map.Entry<String, DeadLetters> stage : letters.entrySet()) {
      if (replaced) {
        stage.getValue().forEachReplaced(most, letter -> rows.add(stage.getKey(), letter));
      } else {
        there += filter.isGiven() ? 0 : stage.getValue().size();
        list(rows, stage.getKey(), stage.getValue().matching(which), most);
      }
    }
    rows.end(there);
  }

  private static void list(LetterRows rows, String stage, MatchingLetters letters, long most) {
    long left = most;
    Optional<String> at = Optional.of(MatchingLetters.BEGIN);
    while (at.isPresent() && left > 0) {
      Page page = letters.page(at.get(), (int) Math.min(LETTERS_AT_ONCE, left));
      page.letters().forEach(letter -> rows.add(stage, letter));
      left -= page.letters().size();
      at = page.next();
    }
  }
}
