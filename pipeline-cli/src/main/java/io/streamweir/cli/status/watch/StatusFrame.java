package io.streamweir.cli.status.watch;

import io.streamweir.cli.text.Figures;
import io.streamweir.cli.text.PauseText;
import io.streamweir.cli.text.SafeText;
import io.streamweir.http.sample.StageHistory;
import io.streamweir.http.sample.StatusHistory;
import io.streamweir.http.sample.StatusSample;
import io.streamweir.inspect.OutboxStatus;
import io.streamweir.inspect.Pause;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * Composes what the screen shows: the server and the time, an outage where there is one, a table of
 * stages for each pipeline and one of its windows, a table of workers, the keys. The body is cut
 * where the screen is too low, and moved by scrolling. For one thread.
 */
public final class StatusFrame {
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final int AROUND_BODY = 3;
  private static final int LATE_SECONDS = 60;

  private final String title;
  private final AgeColours colours;
  private final boolean unicode;
  private int scrolled;

  public StatusFrame(String title, AgeColours colours, boolean unicode) {
    this.title = title;
    this.colours = colours;
    this.unicode = unicode;
  }

  /** Moves the body by so many lines; {@link #lines} keeps it within bounds. */
  void scroll(int lines) {
    scrolled = Math.max(0, Math.addExact(Math.min(scrolled, 1_000_000), lines));
  }

  /**
   * The lines of the screen, none wider than it, the last one at its bottom.
   *
   * @param outage that goes on, during which old values are shown dimmed
   */
  List<AttributedString> lines(
      StatusHistory history, @Nullable Outage outage, Instant now, int rows, int columns) {
    List<AttributedString> body = body(history, columns);
    int room = Math.max(0, rows - AROUND_BODY);
    scrolled = Math.min(scrolled, Math.max(0, body.size() - room));
    List<AttributedString> lines = new ArrayList<>();
    lines.add(header(now, columns));
    lines.add(outage == null ? AttributedString.EMPTY : alarm(outage.text(now)));
    List<AttributedString> shown = body.subList(scrolled, Math.min(body.size(), scrolled + room));
    shown.forEach(line -> lines.add(outage == null ? line : dimmed(line)));
    while (lines.size() < rows - 1) {
      lines.add(AttributedString.EMPTY);
    }
    lines.add(footer(scrolled, body.size() - scrolled - shown.size()));
    return lines.stream().limit(rows).map(line -> line.columnSubSequence(0, columns)).toList();
  }

  private AttributedString header(Instant now, int columns) {
    String clock = Outage.clock(now);
    int room = columns - clock.length() - 2;
    String left = title.length() > room ? title.substring(0, Math.max(0, room)) : title;
    return new AttributedStringBuilder()
        .styled(AttributedStyle.BOLD, left)
        .append(" ".repeat(Math.max(0, columns - left.length() - clock.length())))
        .append(clock)
        .toAttributedString();
  }

  private AttributedString footer(int above, int below) {
    StringBuilder text = new StringBuilder("q quit");
    if (above + below > 0) {
      String arrows = unicode ? "↑↓" : "up/down";
      text.append("   ").append(arrows).append(" scroll: ");
      text.append(Plural.of(above, "line", "lines"))
          .append(" above, ")
          .append(below)
          .append(" below");
    }
    return new AttributedString(text.toString(), PLAIN.faint());
  }

  private List<AttributedString> body(StatusHistory history, int columns) {
    StatusSample last = history.last();
    List<AttributedString> lines = new ArrayList<>();
    if (last == null) {
      lines.add(new AttributedString("asking ...", PLAIN.faint()));
      return lines;
    }
    for (StatusSample.OfPipeline pipeline : last.pipelines()) {
      lines.add(new AttributedString(pipeline.name(), AttributedStyle.BOLD));
      List<StageTable.Row> rows = rows(history, pipeline);
      int longest = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
      boolean through = pipeline.ranThrough();
      lines.addAll(new StageTable(columns, longest, through, colours, unicode).lines(rows));
      pipeline
          .failing()
          .forEach(text -> lines.add(new AttributedString(SafeText.of(text), AgeColours.ALARM)));
      pipeline.behind().forEach(text -> lines.add(new AttributedString(text, AgeColours.ALARM)));
      pipeline
          .resting()
          .forEach(text -> lines.add(new AttributedString(SafeText.of(text), AgeColours.WARNING)));
      pipeline.pauses().forEach(pause -> lines.add(paused(pause)));
      if (!pipeline.windows().isEmpty()) {
        lines.addAll(new WindowTable(columns, pipeline.windows()).lines());
      }
      pipeline.outboxes().forEach(outbox -> lines.add(submits(outbox)));
      lines.add(AttributedString.EMPTY);
    }
    lines.addAll(workers(last, columns));
    return lines;
  }

  private static AttributedString submits(OutboxStatus outbox) {
    String text =
        "submits to "
            + outbox.target()
            + ": "
            + Figures.count(outbox.waiting())
            + " waiting, oldest "
            + Figures.age(outbox.oldestSeconds());
    return new AttributedString(
        text, outbox.oldestSeconds() > LATE_SECONDS ? AgeColours.WARNING : PLAIN);
  }

  private static AttributedString paused(Pause pause) {
    String what = pause.whole() ? "all stages" : pause.stage();
    return new AttributedString(what + ": " + PauseText.of(pause), AgeColours.WARNING);
  }

  private static List<StageTable.Row> rows(
      StatusHistory history, StatusSample.OfPipeline pipeline) {
    List<StageTable.Row> rows = new ArrayList<>();
    for (StatusSample.OfStage stage : pipeline.stages()) {
      rows.add(new StageTable.Row(stage.name(), history.of(pipeline.name(), stage.name())));
      for (Priority priority : stage.levels().keySet()) {
        StageHistory level = history.of(pipeline.name(), stage.name(), priority);
        rows.add(new StageTable.Row("  " + priority, level));
      }
    }
    return rows;
  }

  private List<AttributedString> workers(StatusSample last, int columns) {
    boolean nobody = last.pipelines().stream().allMatch(pipeline -> pipeline.lanes().isEmpty());
    return nobody
        ? List.of(new AttributedString("no worker has been given an entry yet", AgeColours.WARNING))
        : new WorkerTable(columns, last.pipelines(), colours).lines();
  }

  private static AttributedString alarm(String text) {
    return new AttributedString(text, AgeColours.ALARM);
  }

  private static AttributedString dimmed(AttributedString line) {
    return new AttributedString(line.toString(), PLAIN.faint());
  }
}
