package io.streamweir.pipeline;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One field of a cron expression, as crontab(5) has it: {@code *}, numbers, names of three letters
 * in either case, ranges, steps, and lists of these. A range may go over the end, as {@code
 * FRI-MON} or {@code 22-4}, and {@code 5/20} means from 5 on. Where days of the week are counted, 7
 * is Sunday as 0 is.
 */
enum CronField {
  SECOND("second", 0, 59),
  MINUTE("minute", 0, 59),
  HOUR("hour", 0, 23),
  DAY_OF_MONTH("day-of-month", 1, 31),
  MONTH(
      "month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
      "DEC"),
  DAY_OF_WEEK("day-of-week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  private static final String NUMBER = "[0-9]{1,4}";

  private final String label;
  private final int least;
  private final int most;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> names;

  CronField(String label, int least, int most, String... names) {
    this.label = label;
    this.least = least;
    this.most = most;
    this.names = List.of(names);
  }

  /** How many values there are: Sunday counts once. */
  private int size() {
    return this == DAY_OF_WEEK ? 7 : most - least + 1;
  }

  /**
   * The values that the text names; 0 is Sunday.
   *
   * @throws IllegalArgumentException where it makes no sense, with the part that does not
   */
  BitSet parse(String text) {
    BitSet values = new BitSet();
    for (String part : text.split(",", -1)) {
      add(part, values);
    }
    return values;
  }

  private void add(String part, BitSet values) {
    String[] stepped = part.split("/", -1);
    if (part.isEmpty() || stepped.length > 2) {
      throw wrong("'" + part + "' is no number, name, range or step");
    }
    boolean steps = stepped.length == 2;
    int step = steps ? step(stepped[1]) : 1;
    String range = stepped[0];
    String[] ends = range.split("-", -1);
    if (range.equals("*")) {
      addRange(least, most, step, values);
    } else if (ends.length == 2) {
      addRange(value(ends[0]), value(ends[1]), step, values);
    } else {
      int from = value(range);
      addRange(from, steps ? most : from, step, values);
    }
  }

  private void addRange(int from, int to, int step, BitSet values) {
    int end = from <= to ? to : to + size(); // over the end and on from the beginning
    for (int value = from; value <= end; value += step) {
      values.set(least + (value - least) % size());
    }
  }

  private int step(String text) {
    int step = text.matches(NUMBER) ? Integer.parseInt(text) : 0;
    if (step < 1 || step > most) {
      throw wrong("step '" + text + "' is not in range [1, " + most + "]");
    }
    return step;
  }

  private int value(String text) {
    int named = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      return least + named;
    }
    if (!text.matches(NUMBER)) {
      throw wrong("'" + text + "' is no " + (names.isEmpty() ? "number" : "number or name"));
    }
    int value = Integer.parseInt(text);
    if (value < least || value > most) {
      throw wrong(value + " is not in range [" + least + ", " + most + "]");
    }
    return value;
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(label + ": " + why);
  }
}
