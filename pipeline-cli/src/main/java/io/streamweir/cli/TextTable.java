package io.streamweir.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns: the first {@code left} columns to the left, the others to the right. */
final class TextTable {
  private final int left;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(int left, String... titles) {
    this.left = left;
    rows.add(List.of(titles));
  }

  void row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell.toString());
    }
    rows.add(row);
  }

  /** The lines, of which the first holds the titles. */
  List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      String gap = " ".repeat(width(column) - cell.length());
      line.append(column == 0 ? "" : "  ").append(column < left ? cell + gap : gap + cell);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
