package io.streamweir.cli.status.watch;

import io.streamweir.cli.text.Figures;
import io.streamweir.cli.text.FittedTable;
import io.streamweir.cli.text.FittedTable.Cell;
import io.streamweir.cli.text.FittedTable.Column;
import io.streamweir.inspect.WindowStatus;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** The windows of a pipeline as rows of a table. */
final class WindowTable {
  private static final int LONGEST_NAME = 24;

  private final List<WindowStatus> windows;
  private final FittedTable table;

  WindowTable(int width, List<WindowStatus> windows) {
    this.windows = windows;
    int longest = windows.stream().mapToInt(window -> window.window().length()).max().orElse(0);
    int name = Math.max(6, Math.min(longest, LONGEST_NAME));
    this.table =
        new FittedTable(
            width,
            List.of(
                Column.left("WINDOW", 1, name, name),
                Column.right("OPEN", 2, 5),
                Column.right("CLOSED", 4, 6),
                Column.right("LATE", 5, 5),
                Column.right("EARLY", 6, 5),
                Column.right("BEHIND", 3, 6)));
  }

  List<AttributedString> lines() {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(table.titles());
    windows.forEach(window -> lines.add(table.row(cells(window))));
    return lines;
  }

  private static List<Cell> cells(WindowStatus window) {
    return List.of(
        Cell.of(window.window()),
        Cell.of(Figures.count(window.open())),
        Cell.of(Figures.count(window.closed())),
        left(window.late()),
        left(window.early()),
        Cell.of(Figures.age(window.lagSeconds())));
  }

  /** Updates that are in no summary. */
  private static Cell left(long updates) {
    return Cell.of(
        Figures.count(updates), updates > 0 ? AgeColours.WARNING : AttributedStyle.DEFAULT);
  }
}
