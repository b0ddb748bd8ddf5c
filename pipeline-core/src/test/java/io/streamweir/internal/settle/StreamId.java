package io.streamweir.internal.settle;

/** An entry's id as its two numbers, in the order of the stream. */
public record StreamId(long ms, long seq) implements Comparable<StreamId> {
  public static final StreamId ZERO = new StreamId(0, 0);

  public static StreamId of(String text) {
    int dash = text.indexOf('-');
    return new StreamId(
        Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
  }

  StreamId next() {
    return new StreamId(ms, seq + 1);
  }

  public boolean below(StreamId other) {
    return compareTo(other) < 0;
  }

  @Override
  public int compareTo(StreamId other) {
    return ms == other.ms ? Long.compare(seq, other.seq) : Long.compare(ms, other.ms);
  }

  @Override
  public String toString() {
    return ms + "-" + seq;
  }
}
