package io.streamweir.cli.status.watch;

import io.streamweir.cli.text.Figures;
import io.streamweir.cli.text.FittedTable;
import io.streamweir.cli.text.FittedTable.Cell;
import io.streamweir.cli.text.FittedTable.Column;
import io.streamweir.cli.text.Sparkline;
import io.streamweir.http.sample.StageHistory;
import io.streamweir.inspect.Attempts;
import io.streamweir.inspect.StageStatus;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/**
 * The stages of a pipeline, and their priorities, as rows of a table, with lines of what their rate
 * and lag were.
 */
final class StageTable {
  private static final int LONGEST_NAME = 24;
  private static final int LONGEST_SPARK = 30;
  private static final int THROUGH_PLACE = 4; // behind what failed

  private final AgeColours colours;
  private final boolean unicode;
  private final boolean through;
  private final FittedTable table;

  /**
   * A table for these stages.
   *
   * @param width how wide it may get
   * @param longestName of the rows
   * @param through whether anything ran through, so that there is a column for that
   */
  StageTable(int width, int longestName, boolean through, AgeColours colours, boolean unicode) {
    this.colours = colours;
    this.unicode = unicode;
    this.through = through;
    int name = Math.max(5, Math.min(longestName, LONGEST_NAME));
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.left("STAGE", 1, name, name),
                Column.right("IN/S", 10, 5),
                Column.right("OUT/S", 8, 5),
                Column.right("FAILED", 6, 6),
                Column.left("RATE", 15, 8, LONGEST_SPARK),
                Column.right("WAITING", 2, 7),
                Column.left("LAG", 9, 8, LONGEST_SPARK),
                Column.right("AGE", 3, 4),
                Column.right("PENDING", 4, 7),
                Column.right("AGE", 9, 4),
                Column.right("HELD", 5, 4),
                Column.right("DELAYED", 13, 7),
                Column.right("DEAD", 7, 5),
                Column.right("WORKERS", 14, 7),
                Column.right("DRAIN", 12, 5)));
    if (through) {
      columns.add(THROUGH_PLACE, Column.right("THROUGH", 11, 7));
    }
    this.table = new FittedTable(width, columns);
  }

  /** One row: a stage, or a priority at one. */
  record Row(String name, StageHistory history) {}

  List<AttributedString> lines(List<Row> rows) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(table.titles());
    rows.forEach(row -> lines.add(table.row(cells(row.name(), row.history()))));
    return lines;
  }

  private List<Cell> cells(String name, StageHistory history) {
    StageStatus stage = history.last();
    double drain = history.drainSeconds();
    boolean unattended = stage.consumers() == 0 && stage.backlog() > 0;
    List<Cell> cells =
        new ArrayList<>(
            List.of(
                Cell.of(name),
                Cell.of(Figures.rate(history.in())),
                Cell.of(Figures.rate(history.out())),
                failed(stage.attempts()),
                spark(history.outs()),
                Cell.of((stage.lagKnown() ? "" : "~") + Figures.count(stage.lag())),
                spark(history.lags()),
                age(stage.oldestWaitingSeconds()),
                Cell.of(Figures.count(stage.pending())),
                Cell.of(Figures.age(stage.oldestPendingSeconds())),
                age(stage.oldestDeliveredSeconds()),
                Cell.of(Figures.count(stage.delayed())),
                Cell.of(Figures.count(stage.dead()), warnIf(stage.dead() > 0, AgeColours.WARNING)),
                Cell.of(Figures.count(stage.consumers()), warnIf(unattended, AgeColours.ALARM)),
                Cell.of(
                    Figures.drain(drain), warnIf(Double.isInfinite(drain), AgeColours.WARNING))));
    if (through) {
      cells.add(THROUGH_PLACE, Cell.of(Figures.share(stage.attempts().ranThroughRatio())));
    }
    return cells;
  }

  private Cell spark(List<Double> values) {
    AttributedStyle style = AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
    return new Cell(width -> Sparkline.of(values, width, unicode), style);
  }

  private static Cell failed(Attempts attempts) {
    AttributedStyle style = attempts.failing() ? AgeColours.ALARM : AgeColours.WARNING;
    return Cell.of(Figures.share(attempts.failedRatio()), warnIf(attempts.failed() > 0, style));
  }

  private Cell age(double seconds) {
    return Cell.of(Figures.age(seconds), colours.of(seconds));
  }

  private static AttributedStyle warnIf(boolean bad, AttributedStyle style) {
    return bad ? style : AttributedStyle.DEFAULT;
  }
}
