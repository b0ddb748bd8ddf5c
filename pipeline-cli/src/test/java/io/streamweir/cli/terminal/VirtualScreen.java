package io.streamweir.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a terminal shows after it was sent some output: just enough of a terminal to tell whether a
 * program fills it properly. Knows cursor positions, erasing, the alternate screen, the cursor's
 * visibility, wrapping, and ignores colours. Thread-safe.
 */
public final class VirtualScreen {
  private char[][] cells;
  private char[][] main;
  private int row;
  private int column;
  private boolean alternate;
  private boolean cursor = true;
  private boolean wraps = true;
  private int overflows;
  private final StringBuilder sequence = new StringBuilder();

  VirtualScreen(int rows, int columns) {
    cells = blank(rows, columns);
    main = cells;
  }

  private static char[][] blank(int rows, int columns) {
    char[][] cells = new char[rows][columns];
    for (char[] line : cells) {
      Arrays.fill(line, ' ');
    }
    return cells;
  }

  /** Takes another size; what was there stays in its place, cut. */
  synchronized void resize(int rows, int columns) {
    char[][] before = cells;
    cells = blank(rows, columns);
    for (int i = 0; i < Math.min(rows, before.length); i++) {
      System.arraycopy(before[i], 0, cells[i], 0, Math.min(columns, before[i].length));
    }
    row = Math.min(row, rows - 1);
    column = Math.min(column, columns - 1);
    if (!alternate) {
      main = cells;
    }
  }

  /** The lines from top to bottom, without blanks at their ends. */
  public synchronized List<String> lines() {
    return Arrays.stream(cells).map(line -> new String(line).stripTrailing()).toList();
  }

  public synchronized boolean contains(String text) {
    return lines().stream().anyMatch(line -> line.contains(text));
  }

  /** Whether the alternate screen is shown. */
  public synchronized boolean alternate() {
    return alternate;
  }

  /** Whether the cursor is shown. */
  public synchronized boolean cursor() {
    return cursor;
  }

  /** Whether lines that are too long are continued below. */
  public synchronized boolean wraps() {
    return wraps;
  }

  /** How many characters did not fit into their line, of those on the alternate screen. */
  public synchronized int overflows() {
    return overflows;
  }

  /** Forgets those that a frame left which was drawn before its program heard of a new size. */
  public synchronized void forgetOverflows() {
    overflows = 0;
  }

  synchronized void feed(String output) {
    output.chars().forEach(c -> feed((char) c));
  }

  private void feed(char c) {
    if (sequence.length() > 0) {
      sequence.append(c);
      boolean begins = sequence.length() == 2 && c == '[';
      if (!begins && c >= '@') {
        String complete = sequence.substring(1);
        sequence.setLength(0);
        control(complete);
      }
    } else if (c == '\u001b') {
      sequence.append(c);
    } else if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      newLine();
    } else if (c >= ' ') {
      show(c);
    }
  }

  private void show(char c) {
    if (column == cells[0].length) {
      overflows += alternate ? 1 : 0;
      if (wraps) {
        column = 0;
        newLine();
      } else {
        column--;
      }
    }
    cells[row][column] = c;
    column++;
  }

  private void newLine() {
    row++;
    if (row == cells.length) {
      row--;
      System.arraycopy(cells, 1, cells, 0, cells.length - 1);
      cells[row] = blank(1, cells[0].length)[0];
    }
  }

  private void control(String complete) {
    char what = complete.charAt(complete.length() - 1);
    String given = complete.replaceAll("[^0-9;]", "");
    List<Integer> numbers = new ArrayList<>();
    for (String number : given.isEmpty() ? new String[0] : given.split(";")) {
      numbers.add(Integer.parseInt(number));
    }
    switch (what) {
      case 'H' -> {
        row = Math.min(cells.length, numbers.isEmpty() ? 1 : numbers.get(0)) - 1;
        column = numbers.size() < 2 ? 0 : numbers.get(1) - 1;
      }
      case 'J' -> cells = blank(cells.length, cells[0].length);
      case 'K' -> IntStream.range(column, cells[0].length).forEach(i -> cells[row][i] = ' ');
      case 'h', 'l' -> mode(numbers.get(0), what == 'h');
      case 'm' -> {}
      default -> throw new IllegalStateException("unknown sequence ESC" + complete);
    }
  }

  private void mode(int mode, boolean on) {
    switch (mode) {
      case 7 -> wraps = on;
      case 25 -> cursor = on;
      case 1049 -> {
        if (on && !alternate) {
          main = cells;
          cells = blank(main.length, main[0].length);
        } else if (!on) {
          cells = main;
        }
        alternate = on;
      }
      default -> throw new IllegalStateException("unknown mode " + mode);
    }
  }
}
