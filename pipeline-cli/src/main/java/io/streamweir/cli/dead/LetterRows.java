package io.streamweir.cli.dead;

import io.streamweir.cli.session.Session;
import io.streamweir.cli.text.SafeText;
import io.streamweir.cli.text.TextTable;
import io.streamweir.inspect.DeadLetters.Letter;
import java.time.temporal.ChronoUnit;

/** Prints dead letters as rows or as JSON, any number of them. */
final class LetterRows {
  private static final int ROWS_AT_ONCE = 1_000;

  private final Session session;
  private final LetterView view;
  private final boolean json;
  private final String none;
  private final TextTable table =
      new TextTable(5, "ID", "STAGE", "DIED AT", "JOB", "REASON", "ATTEMPTS");
  private long listed;

  /** With what it says if there is no letter. */
  LetterRows(Session session, LetterView view, boolean json, String none) {
    this.session = session;
    this.view = view;
    this.json = json;
    this.none = none;
  }

  void add(String stage, Letter letter) {
    listed++;
    if (json) {
      session.out().line(view.json(stage, letter));
      return;
    }
    table.row(
        letter.id(),
        stage,
        letter.diedAt().truncatedTo(ChronoUnit.SECONDS),
        SafeText.of(letter.jobId(), 40),
        SafeText.of(letter.reason() + ": " + LetterView.summary(letter), 60),
        letter.attempts());
    if (table.size() >= ROWS_AT_ONCE) {
      print();
    }
  }

  /** Behind the last letter of so many that are there. */
  void end(long there) {
    if (json) {
      return;
    }
    if (listed == 0) {
      session.out().line(none);
      return;
    }
    print();
    if (there > listed) {
      session.out().line("and " + (there - listed) + " more: --all or --limit N shows them");
    }
  }

  private void print() {
    if (table.size() > 0) {
      session.out().line(String.join("\n", table.takeLines()));
    }
  }
}
