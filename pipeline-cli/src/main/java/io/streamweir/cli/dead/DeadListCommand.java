package io.streamweir.cli.dead;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.text.SafeText;
import io.streamweir.cli.text.TextTable;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead list}: the dead letters of a stage or of all stages. */
@Command(name = "list", description = "Lists dead letters, those of each stage oldest first.")
final class DeadListCommand implements Callable<Integer> {
  private static final int ROWS_AT_ONCE = 1_000; // there may be any number of letters

  private final Session session;

  @Mixin private final DeadScope scope = new DeadScope();

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
    Pipeline<?> chosen = scope.pipeline(session);
    try (RedisLink link = session.openLink()) {
      print(link, scope.letters(link, chosen));
      return 0;
    }
  }

  private void print(RedisLink link, Map<String, DeadLetters> letters) {
    LetterView view = new LetterView(link);
    TextTable table = new TextTable(5, "ID", "STAGE", "DIED AT", "JOB", "REASON", "ATTEMPTS");
    AtomicLong listed = new AtomicLong();
    long there = 0;
    for (Map.Entry<String, DeadLetters> stage : letters.entrySet()) {
      there += stage.getValue().size();
      stage
          .getValue()
          .forEach(
              all ? Long.MAX_VALUE : limit,
              letter -> {
                listed.incrementAndGet();
                if (json) {
                  session.out().line(view.json(stage.getKey(), letter));
                } else {
                  add(table, stage.getKey(), letter);
                  if (table.size() >= ROWS_AT_ONCE) {
                    printRows(table);
                  }
                }
              });
    }
    if (!json) {
      print(table, listed.get(), there);
    }
  }

  private static void add(TextTable table, String stage, Letter letter) {
    table.row(
        letter.id(),
        stage,
        letter.diedAt().truncatedTo(ChronoUnit.SECONDS),
        SafeText.of(letter.jobId(), 40),
        SafeText.of(letter.reason() + ": " + LetterView.summary(letter), 60),
        letter.attempts());
  }

  private void print(TextTable table, long listed, long there) {
    if (listed == 0) {
      session.out().line("no dead letters");
      return;
    }
    printRows(table);
    if (there > listed) {
      session.out().line("and " + (there - listed) + " more: --all or --limit N shows them");
    }
  }

  private void printRows(TextTable table) {
    if (table.size() > 0) {
      session.out().line(String.join("\n", table.takeLines()));
    }
  }
}
