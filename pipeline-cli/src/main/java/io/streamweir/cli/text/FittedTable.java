package io.streamweir.cli.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * A table that is never wider than it may be: where there is not room for all columns the least
 * important ones go, and what room is left widens those that can use it. Widths do not depend on
 * what the rows hold, so that nothing moves when numbers change.
 */
public final class FittedTable {
  private static final int GAP = 2;

  private final List<Column> columns;
  private final int[] widths;

  /**
   * A column.
   *
   * @param rank its importance: that with the highest number goes first
   * @param least its width
   * @param most how wide it may get
   * @param left whether it is aligned to the left
   */
  public record Column(String title, int rank, int least, int most, boolean left) {
    public static Column right(String title, int rank, int width) {
      return new Column(title, rank, width, width, false);
    }

    public static Column left(String title, int rank, int least, int most) {
      return new Column(title, rank, least, most, true);
    }
  }

  /** What a row holds in one column, given the column's width. */
  public record Cell(IntFunction<String> text, AttributedStyle style) {
    public static Cell of(String text) {
      return of(text, AttributedStyle.DEFAULT);
    }

    public static Cell of(String text, AttributedStyle style) {
      return new Cell(width -> text, style);
    }
  }

  public FittedTable(int width, List<Column> columns) {
    this.columns = columns;
    this.widths = new int[columns.size()];
    int left = choose(width);
    widen(left);
  }

  /** Gives the most important columns their width and answers with what is left. */
  private int choose(int width) {
    int left = width + GAP;
    List<Integer> byRank =
        IntStream.range(0, columns.size())
            .boxed()
            .sorted(Comparator.comparing(i -> columns.get(i).rank()))
            .toList();
    for (int i : byRank) {
      int needed = columns.get(i).least() + GAP;
      if (needed > left) {
        return left;
      }
      widths[i] = columns.get(i).least();
      left -= needed;
    }
    return left;
  }

  private void widen(int room) {
    int left = room;
    boolean widened = true;
    while (left > 0 && widened) {
      widened = false;
      for (int i = 0; i < widths.length && left > 0; i++) {
        if (widths[i] > 0 && widths[i] < columns.get(i).most()) {
          widths[i]++;
          left--;
          widened = true;
        }
      }
    }
  }

  /** The titles of the columns that are shown. */
  public AttributedString titles() {
    List<Cell> titles = new ArrayList<>();
    columns.forEach(column -> titles.add(Cell.of(column.title(), AttributedStyle.DEFAULT.faint())));
    return row(titles);
  }

  /** A row, with a cell for every column, shown or not. */
  public AttributedString row(List<Cell> cells) {
    AttributedStringBuilder row = new AttributedStringBuilder();
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        row.append(row.length() == 0 ? "" : " ".repeat(GAP));
        append(row, cells.get(i), i);
      }
    }
    return row.toAttributedString();
  }

  private void append(AttributedStringBuilder row, Cell cell, int column) {
    int width = widths[column];
    String text = cut(cell.text().apply(width), width);
    String blank = " ".repeat(width - text.length());
    boolean left = columns.get(column).left();
    row.append(left ? "" : blank).styled(cell.style(), text).append(left ? blank : "");
  }

  private static String cut(String text, int width) {
    return text.length() <= width
        ? text
        : width <= 2 ? text.substring(0, width) : text.substring(0, width - 2) + "..";
  }
}
