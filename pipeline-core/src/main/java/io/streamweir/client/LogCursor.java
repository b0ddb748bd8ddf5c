package io.streamweir.client;

import io.streamweir.internal.wire.Call;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * A place in the log of results: for each partition the id from which to read on, and how many ends
 * there ever were before it, where that is known. Immutable by agreement.
 *
 * <p>As a text it is Base64 for URLs of a version, the number of partitions, the greatest time,
 * then by partition how much less its time is, the number in its id, and the count plus 1; all
 * numbers have seven bits to a byte, the lowest first.
 */
final class LogCursor {
  private static final int VERSION = 1;
  private static final long UNKNOWN = -1;

  private final long[] millis;
  private final long[] sequence;
  private final long[] before;

  private LogCursor(long[] millis, long[] sequence, long[] before) {
    this.millis = millis;
    this.sequence = sequence;
    this.before = before;
  }

  /** The first end of all that is kept at this time or later. */
  static LogCursor since(int partitions, Instant time) {
    long[] millis = new long[partitions];
    Arrays.fill(millis, Math.max(0, time.toEpochMilli()));
    long[] before = new long[partitions];
    Arrays.fill(before, UNKNOWN);
    return new LogCursor(millis, new long[partitions], before);
  }

  /** A copy to change. */
  LogCursor copy() {
    return new LogCursor(millis.clone(), sequence.clone(), before.clone());
  }

  /** The id from which to read on. */
  String from(int partition) {
    return millis[partition] + "-" + Long.toUnsignedString(sequence[partition]);
  }

  /** Whether nothing was read of the partition, so that a reader begins at its beginning. */
  boolean isBeginning(int partition) {
    return millis[partition] == 0 && sequence[partition] == 0;
  }

  boolean knowsBefore(int partition) {
    return before[partition] != UNKNOWN;
  }

  long before(int partition) {
    return before[partition];
  }

  /** Only for a {@link #copy}. */
  void before(int partition, long ends) {
    before[partition] = ends;
  }

  /** Goes on behind an end; only for a {@link #copy}. */
  void pass(int partition, String id) {
    int dash = id.indexOf('-');
    millis[partition] = Long.parseLong(id.substring(0, dash));
    sequence[partition] = Long.parseUnsignedLong(id.substring(dash + 1)) + 1;
    if (sequence[partition] == 0) {
      millis[partition]++; // it was the last one of its millisecond
    }
    if (knowsBefore(partition)) {
      before[partition]++;
    }
  }

  String text() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long newest = Arrays.stream(millis).max().orElse(0);
    put(bytes, VERSION);
    put(bytes, millis.length);
    put(bytes, newest);
    for (int i = 0; i < millis.length; i++) {
      put(bytes, newest - millis[i]);
      put(bytes, sequence[i]);
      put(bytes, before[i] + 1);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  private static void put(ByteArrayOutputStream to, long number) {
    long left = number;
    while ((left & ~0x7FL) != 0) {
      to.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    to.write((int) left);
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException where it is no place in a log of so many partitions
   */
  static LogCursor parse(String text, int partitions) {
    try {
      Numbers numbers = new Numbers(Base64.getUrlDecoder().decode(Call.bytes(text)));
      if (numbers.next() != VERSION || numbers.next() != partitions) {
        throw new IllegalArgumentException("it is of another log");
      }
      LogCursor cursor = since(partitions, Instant.EPOCH);
      long newest = numbers.next();
      for (int i = 0; i < partitions; i++) {
        cursor.millis[i] = newest - numbers.next();
        cursor.sequence[i] = numbers.next();
        cursor.before[i] = numbers.next() - 1;
        if (cursor.millis[i] < 0 || cursor.before[i] < UNKNOWN) {
          throw new IllegalArgumentException("it has negative numbers");
        }
      }
      return cursor;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no place in the log of results of this pipeline", e);
    }
  }

  /** Reads one number after the other. */
  private static final class Numbers {
    private final byte[] bytes;
    private int at;

    Numbers(byte[] bytes) {
      this.bytes = bytes;
    }

    long next() {
      long number = 0;
      int shift = 0;
      byte read;
      do {
        read = bytes[at++];
        number |= (long) (read & 0x7F) << shift;
        shift += 7;
      } while (read < 0 && shift < 64);
      return number;
    }
  }
}
