package io.streamweir.cli.demo;

import io.streamweir.cli.input.Submission;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.text.TextTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Shows on standard error how far each stage has come: drawn over on a terminal, else one line a
 * second. For one thread.
 */
final class DemoProgress {
  static final List<String> TITLES =
      List.of("stage", "waiting", "pending", "done", "dead", "done/s");

  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Session session;
  private final boolean redraws;
  private final long start = System.nanoTime();
  private final Deque<Sample> lastSecond = new ArrayDeque<>();
  private long shownAt = start;
  private int drawnLines;

  private record Sample(long at, List<StageProgress> stages) {}

  DemoProgress(Session session) {
    this.session = session;
    this.redraws = session.terminal().errRedraws();
  }

  /** Shows it where it is time to. */
  void update(Submission.Counts counts, double share, List<StageProgress> stages) {
    long now = System.nanoTime();
    while (lastSecond.size() > 1 && now - lastSecond.peekFirst().at > LINE_NANOS) {
      lastSecond.removeFirst();
    }
    lastSecond.addLast(new Sample(now, stages));
    if (now - shownAt >= (redraws ? REDRAW_NANOS : LINE_NANOS)) {
      show(now, counts, share, stages);
    }
  }

  /**
   * Shows it for the last time.
   *
   * @param now when all was done
   */
  void end(long now, Submission.Counts counts, List<StageProgress> stages) {
    lastSecond.clear();
    lastSecond.addLast(new Sample(start, stages.stream().map(StageProgress::atFirst).toList()));
    lastSecond.addLast(new Sample(now, stages));
    show(now, counts, 1, stages);
  }

  private void show(long now, Submission.Counts counts, double share, List<StageProgress> stages) {
    shownAt = now;
    if (!redraws) {
      session.err().line(oneLine(now, counts, stages));
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append(drawnLines == 0 ? "" : "\u001b[" + drawnLines + "A");
    List<String> lines = block(counts, share, stages);
    lines.forEach(line -> text.append("\u001b[2K").append(cut(line)).append('\n'));
    drawnLines = lines.size();
    session.err().print(text.toString());
  }

  private List<String> block(Submission.Counts counts, double share, List<StageProgress> stages) {
    TextTable table = new TextTable(1, TITLES.toArray(String[]::new));
    for (int i = 0; i < stages.size(); i++) {
      StageProgress stage = stages.get(i);
      table.row(
          stage.stage(),
          number(stage.waiting()),
          number(stage.pending()),
          number(stage.done()),
          number(stage.dead()),
          number(rate(i)));
    }
    List<String> lines = new ArrayList<>();
    table.lines().forEach(line -> lines.add("  " + line));
    String percent =
        share < 0 ? "" : String.format(Locale.ROOT, "  %.0f %% of the input", 100 * share);
    lines.add("  submitted " + number(counts.submitted()) + percent);
    return lines;
  }

  private String oneLine(long now, Submission.Counts counts, List<StageProgress> stages) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT, "%4.1f s  submitted %d", (now - start) / 1e9, counts.submitted()));
    for (int i = 0; i < stages.size(); i++) {
      StageProgress stage = stages.get(i);
      line.append(
          String.format(
              Locale.ROOT,
              "  %s: waiting %d, pending %d, done %d, dead %d, %d/s",
              stage.stage(),
              stage.waiting(),
              stage.pending(),
              stage.done(),
              stage.dead(),
              rate(i)));
    }
    return line.toString();
  }

  /** Entries per second that the stage was done with during the last second. */
  private long rate(int stage) {
    Sample first = lastSecond.getFirst();
    Sample last = lastSecond.getLast();
    double seconds = (last.at - first.at) / 1e9;
    long done = last.stages.get(stage).done() - first.stages.get(stage).done();
    return seconds <= 0 ? 0 : Math.max(0, Math.round(done / seconds));
  }

  private String cut(String line) {
    return line.substring(0, Math.min(line.length(), session.terminal().columns() - 1));
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
