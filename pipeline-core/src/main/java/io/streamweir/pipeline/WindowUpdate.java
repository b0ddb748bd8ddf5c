package io.streamweir.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What one event adds to a {@link Window}, as part of a settlement: it happens once per entry, even
 * if the handler ran several times. Immutable and thread-safe.
 *
 * @param window the name of one of the pipeline's windows
 * @param key what is gathered apart; any text of at most 256 characters, empty for one window in
 *     all
 * @param eventTimeMillis when the event happened, in ms since 1970, at most 2^50 either way
 * @param measures what to add
 */
public record WindowUpdate(
    String window, String key, long eventTimeMillis, List<Measure> measures) {
  /** The largest number that a measure or a time may be, either way: 2^50. */
  public static final long MOST = 1L << 50;

  /** How a measure is gathered. */
  public enum Kind {
    /** How many times. */
    COUNT,
    /** The sum of whole numbers; right while it is below 2^63. */
    SUM,
    /** The least whole number. */
    MIN,
    /** The greatest whole number. */
    MAX,
    /** About how many different texts, to within 0.81 % (standard error of a HyperLogLog). */
    DISTINCT
  }

  /**
   * One measure.
   *
   * @param kind how it is gathered
   * @param name 1 to 64 lower-case letters, digits and inner hyphens; each kind has its own names
   * @param value the number; 0 for texts
   * @param text the text; empty for numbers
   */
  public record Measure(Kind kind, String name, long value, String text) {
    /** Checks the name and the number. */
    public Measure {
      Objects.requireNonNull(kind, "kind");
      Names.check("measure", name);
      Objects.requireNonNull(text, "text");
      checkNumber(name, value);
    }
  }

  /** Checks the names and the time, and keeps a copy. */
  public WindowUpdate {
    Names.check("window", window);
    WindowKeys.check(key);
    checkNumber("event time", eventTimeMillis);
    measures = List.copyOf(measures);
  }

  /** An event of this key, which is counted by nothing yet. */
  public static WindowUpdate of(String window, String key, long eventTimeMillis) {
    return new WindowUpdate(window, key, eventTimeMillis, List.of());
  }

  /** An event where all are gathered together. */
  public static WindowUpdate of(String window, long eventTimeMillis) {
    return of(window, "", eventTimeMillis);
  }

  /** The same that counts one more. */
  public WindowUpdate count(String measure) {
    return with(new Measure(Kind.COUNT, measure, 1, ""));
  }

  /** The same that adds a whole number of at most 2^50 either way. */
  public WindowUpdate sum(String measure, long value) {
    return with(new Measure(Kind.SUM, measure, value, ""));
  }

  /** The same of which the least whole number is kept. */
  public WindowUpdate min(String measure, long value) {
    return with(new Measure(Kind.MIN, measure, value, ""));
  }

  /** The same of which the greatest whole number is kept. */
  public WindowUpdate max(String measure, long value) {
    return with(new Measure(Kind.MAX, measure, value, ""));
  }

  /** The same that counts this text where it is a new one. */
  public WindowUpdate distinct(String measure, String text) {
    return with(new Measure(Kind.DISTINCT, measure, 0, text));
  }

  private WindowUpdate with(Measure measure) {
    List<Measure> all = new ArrayList<>(measures.size() + 1);
    all.addAll(measures);
    all.add(measure);
    return new WindowUpdate(window, key, eventTimeMillis, all);
  }

  private static void checkNumber(String what, long value) {
    if (value > MOST || value < -MOST) {
      throw new IllegalArgumentException(what + " must be -2^50 to 2^50: " + value);
    }
  }
}
