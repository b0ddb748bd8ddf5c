package io.streamweir.cli.status;

import io.streamweir.cli.terminal.Terminal;
import io.streamweir.cli.text.Figures;
import io.streamweir.cli.text.PauseText;
import io.streamweir.cli.text.SafeText;
import io.streamweir.cli.text.TextTable;
import io.streamweir.http.sample.StatusSample;
import io.streamweir.inspect.OutboxStatus;
import io.streamweir.inspect.Pause;
import io.streamweir.inspect.StageStatus;
import io.streamweir.inspect.WindowStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Shows people once what waits and runs at the stages of some pipelines. */
final class StatusView {
  private static final Column THROUGH =
      new Column("THROUGH", stage -> Figures.share(stage.attempts().ranThroughRatio()));

  private static final List<Column> COLUMNS =
      List.of(
          new Column("WAITING", StageStatus::lag),
          new Column("PENDING", StageStatus::pending),
          new Column("FAILED", stage -> Figures.share(stage.attempts().failedRatio())),
          THROUGH,
          new Column("DELAYED", StageStatus::delayed),
          new Column("DEAD", StageStatus::dead),
          new Column("CONSUMERS", StageStatus::consumers),
          new Column("OLDEST WAITING", stage -> seconds(stage.oldestWaitingSeconds())),
          new Column("OLDEST PENDING", stage -> seconds(stage.oldestPendingSeconds())),
          new Column("LONGEST HELD", stage -> seconds(stage.oldestDeliveredSeconds())),
          new Column("LAG KNOWN", stage -> stage.lagKnown() ? "yes" : "no"));

  private final Terminal terminal;

  StatusView(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A column of a table of stages. */
  private record Column(String title, Function<StageStatus, Object> value) {}

  /** The sample as a table for each pipeline. */
  List<String> lines(StatusSample sample) {
    List<String> lines = new ArrayList<>();
    for (StatusSample.OfPipeline pipeline : sample.pipelines()) {
      lines.add(terminal.paint(1, pipeline.name()));
      add(lines, table(pipeline));
      pipeline.failing().forEach(text -> lines.add("  " + terminal.paint(31, SafeText.of(text))));
      pipeline.behind().forEach(behind -> lines.add("  " + terminal.paint(31, behind)));
      pipeline.resting().forEach(text -> lines.add("  " + terminal.paint(33, SafeText.of(text))));
      pipeline.pauses().forEach(pause -> lines.add("  " + terminal.paint(33, line(pause))));
      if (!pipeline.windows().isEmpty()) {
        add(lines, windows(pipeline.windows()));
      }
      if (!pipeline.outboxes().isEmpty()) {
        add(lines, outboxes(pipeline.outboxes()));
      }
    }
    return lines;
  }

  private void add(List<String> lines, TextTable table) {
    List<String> rows = table.lines();
    lines.add("  " + terminal.paint(2, rows.get(0)));
    rows.stream().skip(1).forEach(row -> lines.add("  " + row));
  }

  private static String line(Pause pause) {
    return (pause.whole() ? "all stages" : pause.stage()) + ": " + PauseText.of(pause);
  }

  private static TextTable windows(List<WindowStatus> windows) {
    TextTable table =
        new TextTable(1, "WINDOW", "OPEN", "CLOSED", "LATE", "EARLY", "WATERMARK BEHIND");
    for (WindowStatus window : windows) {
      table.row(
          window.window(),
          window.open(),
          window.closed(),
          window.late(),
          window.early(),
          seconds(window.lagSeconds()));
    }
    return table;
  }

  private static TextTable outboxes(List<OutboxStatus> outboxes) {
    TextTable table = new TextTable(1, "SUBMITS TO", "WAITING", "OLDEST");
    outboxes.forEach(
        outbox -> table.row(outbox.target(), outbox.waiting(), seconds(outbox.oldestSeconds())));
    return table;
  }

  /** What ran through has a column where anything did. */
  private static TextTable table(StatusSample.OfPipeline pipeline) {
    List<Column> columns = new ArrayList<>(COLUMNS);
    if (!pipeline.ranThrough()) {
      columns.remove(THROUGH);
    }
    Stream<String> titles = columns.stream().map(Column::title);
    TextTable table =
        new TextTable(1, Stream.concat(Stream.of("STAGE"), titles).toArray(String[]::new));
    for (StatusSample.OfStage stage : pipeline.stages()) {
      add(table, columns, stage.name(), stage.whole());
      stage.levels().forEach((priority, level) -> add(table, columns, "  " + priority, level));
    }
    return table;
  }

  private static void add(TextTable table, List<Column> columns, String name, StageStatus stage) {
    Stream<Object> values = columns.stream().map(column -> column.value().apply(stage));
    table.row(Stream.concat(Stream.of(name), values).toArray());
  }

  private static String seconds(double seconds) {
    return seconds == 0 ? "-" : String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
