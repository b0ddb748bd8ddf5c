package io.streamweir.codec;

import java.io.OutputStream;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in Avro's binary encoding, whose parts can be put into another order, since JSON may have
 * them in any. For one value and thread.
 */
final class PlainBytes extends OutputStream {
  private static final int FIRST = 512;
  private static final int LONGEST_NUMBER = 10;

  private byte[] bytes = new byte[FIRST];
  private int size;
  private @Nullable BinaryEncoder encoder;

  int size() {
    return size;
  }

  @Override
  public void write(int b) {
    ensure(1);
    bytes[size++] = (byte) b;
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    ensure(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  /** Writes a whole number, as all kinds of them are written. */
  void number(long value) {
    ensure(LONGEST_NUMBER);
    long left = (value << 1) ^ (value >> 63);
    while ((left & ~0x7FL) != 0) {
      bytes[size++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  /** Writes a text. */
  void text(char[] chars, int offset, int length) throws PlainScalar.Unfit {
    int end = offset + length;
    int encoded = encodedLength(chars, offset, end);
    number(encoded);
    ensure(encoded);
    if (encoded == length) {
      for (int i = offset; i < end; i++) {
        bytes[size++] = (byte) chars[i];
      }
    } else {
      encode(chars, offset, end);
    }
  }

  private static int encodedLength(char[] chars, int offset, int end) throws PlainScalar.Unfit {
    int length = 0;
    for (int i = offset; i < end; i++) {
      char c = chars[i];
      if (c < 0x80) {
        length++;
      } else if (!Character.isSurrogate(c)) {
        length += c < 0x800 ? 2 : 3;
      } else if (i + 1 < end && Character.isSurrogatePair(c, chars[i + 1])) {
        length += 4;
        i++;
      } else {
        throw new PlainScalar.Unfit(""); // half of a pair has no UTF-8
      }
    }
    return length;
  }

  private void encode(char[] chars, int offset, int end) {
    int point;
    for (int i = offset; i < end; i += Character.charCount(point)) {
      point = Character.codePointAt(chars, i, end);
      if (point < 0x80) {
        bytes[size++] = (byte) point;
      } else if (point < 0x800) {
        bytes[size++] = (byte) (0xC0 | (point >> 6));
        continuation(point);
      } else if (point < 0x10000) {
        bytes[size++] = (byte) (0xE0 | (point >> 12));
        continuation(point >> 6);
        continuation(point);
      } else {
        bytes[size++] = (byte) (0xF0 | (point >> 18));
        continuation(point >> 12);
        continuation(point >> 6);
        continuation(point);
      }
    }
  }

  private void continuation(int bits) {
    bytes[size++] = (byte) (0x80 | (bits & 0x3F));
  }

  /** Avro's own encoder of what is written next. */
  BinaryEncoder encoder() {
    if (encoder == null) {
      encoder = EncoderFactory.get().directBinaryEncoder(this, null);
    }
    return encoder;
  }

  /** Puts what was written from a place on into the order of these parts, which are all of it. */
  void arrange(int from, int[] begins, int[] ends) {
    byte[] written = Arrays.copyOfRange(bytes, from, size);
    size = from;
    for (int i = 0; i < begins.length; i++) {
      write(written, begins[i] - from, ends[i] - begins[i]);
    }
  }

  /** Makes a block of so many items of what was written from a place on, and ends it. */
  void block(int from, int items) {
    if (items > 0) {
      byte[] written = Arrays.copyOfRange(bytes, from, size);
      size = from;
      number(items);
      write(written, 0, written.length);
    }
    number(0);
  }

  private void ensure(int more) {
    if (more > bytes.length - size) {
      int needed = Math.addExact(size, more);
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * needed));
    }
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}
