package io.streamweir.cli.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows in aligned columns: the first {@code left} columns to the left, the others to the right.
 * Columns are as wide as their widest cell so far.
 */
public final class TextTable {
  private final int left;
  private final int[] widths;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(int left, String... titles) {
    this.left = left;
    this.widths = new int[titles.length];
    row((Object[]) titles);
  }

  public void row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      String text = cell.toString();
      widths[row.size()] = Math.max(widths[row.size()], text.length());
      row.add(text);
    }
    rows.add(row);
  }

  /** How many rows {@link #lines} has, the titles included. */
  public int size() {
    return rows.size();
  }

  /** The lines, of which the first holds the titles. */
  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  /** The lines, which it then forgets; later rows go on in the same columns. */
  public List<String> takeLines() {
    List<String> lines = lines();
    rows.clear();
    return lines;
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      String gap = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : "  ").append(column < left ? cell + gap : gap + cell);
    }
    return line.toString().stripTrailing();
  }
}
