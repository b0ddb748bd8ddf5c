package io.streamweir.internal.entry;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id of a record in a stream, two unsigned numbers; the order is Redis'. Immutable. */
public record StreamId(long millis, long sequence) implements Comparable<StreamId> {
  /** Below all ids that a record can have. */
  public static final StreamId ZERO = new StreamId(0, 0);

  private static final Pattern FORM = Pattern.compile("(\\d{1,20})-(\\d{1,20})");

  /**
   * The id that the text says.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static StreamId parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no id of a stream");
    }
    return new StreamId(
        Long.parseUnsignedLong(parts.group(1)), Long.parseUnsignedLong(parts.group(2)));
  }

  @Override
  public int compareTo(StreamId other) {
    int byMillis = Long.compareUnsigned(millis, other.millis);
    return byMillis != 0 ? byMillis : Long.compareUnsigned(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
  }
}
