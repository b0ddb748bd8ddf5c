package io.streamweir.cli.dead;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.steps.Confirmation;
import io.streamweir.cli.steps.SteppedWork;
import io.streamweir.cli.text.ShellWords;
import io.streamweir.http.core.Json;
import io.streamweir.http.operation.Stepping.Advance;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.LetterFilter;
import io.streamweir.inspect.MatchingLetters;
import io.streamweir.inspect.MatchingLetters.Change;
import io.streamweir.inspect.MatchingLetters.Page;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What {@code dead replay} and {@code dead drop} share: do something to one letter, or to all that
 * a filter matches, and tell to how many.
 */
final class DeadChange {
  private static final int LETTERS_AT_ONCE = 1_000;

  @Mixin private final DeadScope scope = new DeadScope();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "One letter, by its id as dead list prints it")
  private String id = "";

  @Option(names = "--all", description = "All letters")
  private boolean all;

  @Mixin private final DeadFilter filter = new DeadFilter();

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "Go on where a run of this command was interrupted, with what it printed")
  private String after = "";

  @Mixin private final Confirmation confirmation = new Confirmation();

  @Option(names = "--json", description = "Print a JSON object")
  private boolean json;

  private long unfit;

  /** What a command does to letters. */
  interface Verb {
    /** As {@code replay}. */
    String name();

    /** What the audit calls it, as {@code dead-replay}. */
    default String audited() {
      return "dead-" + name();
    }

    /** As {@code replayed}. */
    String done();

    /** The options that say more of it. */
    List<String> words();

    /** Complains of options that do not fit the pipeline. */
    void check(Pipeline<?> pipeline);

    /** How many letters it may change in a second; 0 for as many as can be. */
    double perSecond();

    boolean one(DeadLetters letters, String id);

    Change some(MatchingLetters letters, String cursor, int limit);
  }

  boolean isOne() {
    return !id.isEmpty();
  }

  int run(Session session, Verb verb) throws InterruptedException {
    check();
    Pipeline<?> chosen = scope.pipeline(session);
    verb.check(chosen);
    LetterFilter which = filter.filter();
    boolean asks = !isOne() && confirmation.needed(session);
    try (RedisLink link = session.openLink()) {
      Map<String, DeadLetters> letters = scope.letters(link, chosen);
      if (isOne()) {
        String stage = DeadSelection.stage(letters, id);
        // Somebody else may have been faster.
        boolean changed = verb.one(new DeadLetters(link, chosen, stage), id);
        print(session, verb, changed ? 1 : 0, Optional.empty());
        if (changed) {
          AuditedChange change = Operator.change(verb.audited(), chosen.name());
          session.audit(link, change.withStage(stage).withTarget(id).withCount(1));
        }
      } else {
        change(session, link, new DeadWalk(letters, which), verb, asks, chosen.name());
      }
      return 0;
    }
  }

  private void check() {
    boolean some = all || filter.isGiven();
    if (isOne() == some) {
      throw new UsageException(
          isOne()
              ? "--id names one letter: leave out --all and what else says which letters"
              : "say which letters: --id, --all, or a filter such as --reason or --error-contains");
    }
    if (isOne() && !after.isEmpty()) {
      throw new UsageException("--after goes on with many letters: leave it out beside --id");
    }
  }

  private void change(
      Session session, RedisLink link, DeadWalk walk, Verb verb, boolean asks, String pipeline)
      throws InterruptedException {
    String from = walk.begin(after);
    long there = walk.size();
    if (asks) {
      SteppedWork count = new SteppedWork(session, "letters counted", there, 0);
      count.count(from, (cursor, limit) -> walk.step(cursor, DeadChange::count));
      if (count.changed() == 0) {
        print(session, verb, 0, Optional.empty());
        return;
      }
      Confirmation.ask(
          session, verb.name() + " " + count.changed() + " of " + there + " dead letters?");
    }
    SteppedWork work = new SteppedWork(session, "letters", there, verb.perSecond());
    work.change(
        from,
        (cursor, limit) -> walk.step(cursor, (some, at) -> advance(verb.some(some, at, limit))),
        cursor -> goOn(verb, pipeline, cursor),
        next -> {
          print(session, verb, work.changed(), next);
          if (work.changed() > 0) {
            session.audit(link, change(verb, pipeline).withCount(work.changed()));
          }
        });
  }

  private AuditedChange change(Verb verb, String pipeline) {
    List<String> words = new ArrayList<>(filter.words());
    words.addAll(verb.words());
    return Operator.change(verb.audited(), pipeline)
        .withStage(scope.stage())
        .withDetail(words.isEmpty() ? null : ShellWords.of(words));
  }

  private static Advance count(MatchingLetters letters, String cursor) {
    Page page = letters.page(cursor, LETTERS_AT_ONCE);
    return new Advance(page.looked(), page.letters().size(), false, page.next());
  }

  private Advance advance(Change change) {
    unfit += change.unfit();
    return new Advance(change.looked(), change.changed(), change.full(), change.next());
  }

  private List<String> goOn(Verb verb, String pipeline, String cursor) {
    List<String> words = new ArrayList<>(List.of("dead", verb.name(), "-p", pipeline));
    words.addAll(scope.words());
    words.addAll(all ? List.of("--all") : List.of());
    words.addAll(filter.words());
    words.addAll(verb.words());
    words.addAll(json ? List.of("--yes", "--json") : List.of("--yes"));
    words.addAll(List.of("--after", cursor));
    return words;
  }

  private void print(Session session, Verb verb, long count, Optional<String> next) {
    if (json) {
      ObjectNode node = Json.object().put(verb.done(), count);
      next.ifPresent(cursor -> node.put("after", cursor));
      session.out().line((unfit == 0 ? node : node.put("unfit", unfit)).toString());
    } else if (!isOne() && count + unfit == 0 && after.isEmpty() && next.isEmpty()) {
      session.out().line(filter.none());
    } else {
      String left = unfit == 0 ? "" : "; left alone " + unfit + " that the stage cannot take";
      session.out().line(verb.done() + " " + count + left);
    }
  }
}
