package io.streamweir.codec;

import java.io.OutputStream;
import java.util.Arrays;

/** Keeps what is written up to a bound; of what is beyond it only the size is known. */
final class BoundedBytes extends OutputStream {
  private static final int FIRST = 512;

  private byte[] bytes = new byte[FIRST];
  private int most;
  private long size;

  /** Forgets what was written; keeps at most so many bytes of what follows. */
  void begin(int bound) {
    most = bound;
    size = 0;
  }

  @Override
  public void write(int b) {
    if (size < most) {
      ensure(1);
      bytes[(int) size] = (byte) b;
    }
    size++;
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    if (size < most) {
      int kept = (int) Math.min(length, most - size);
      ensure(kept);
      System.arraycopy(from, offset, bytes, (int) size, kept);
    }
    size += length;
  }

  private void ensure(int more) {
    int needed = (int) size + more;
    if (needed > bytes.length) {
      long doubled = Math.max(needed, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.min(most, doubled));
    }
  }

  /** How much was written. */
  long size() {
    return size;
  }

  /** How much memory it takes. */
  int capacity() {
    return bytes.length;
  }

  /** A copy of what was written, which is within the bound. */
  byte[] toByteArray() {
    return Arrays.copyOf(bytes, (int) size);
  }
}
