package io.streamweir.inspect;

/**
 * How many entries to ask Redis for at once, so that its answers have about a mebibyte, whatever
 * the entries' sizes are. Thread-safe; several walks may share it.
 */
final class StepSize {
  /** The most entries. */
  static final int MOST = 200;

  private static final int FIRST = 20;
  private static final long AIMED_BYTES = 1 << 20;

  private volatile int size = FIRST;

  int get() {
    return size;
  }

  /** Whether so many bytes are enough for one step. */
  static boolean isEnough(long bytes) {
    return bytes >= AIMED_BYTES;
  }

  /** So many entries had so many bytes. Doubles at most, since the next ones may be larger. */
  void heard(int entries, long bytes) {
    if (entries > 0) {
      long fitting = AIMED_BYTES * entries / Math.max(1, bytes);
      size = (int) Math.max(1, Math.min(MOST, Math.min(fitting, 2L * size)));
    }
  }
}
