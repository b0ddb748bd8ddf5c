package io.streamweir.internal.settle;

import java.time.Duration;

/**
 * How many bytes one call should carry, so that its answer comes in time: half as many after a call
 * without an answer, and more again while full calls are answered quickly. Guarded by its owner.
 */
final class LinkCapacity {
  /** The most of one call, in bytes. */
  static final long MOST = 8 << 20;

  /** What no link is too slow for, in bytes. */
  static final long LEAST = 64 << 10;

  private static final long QUICK_NANOS = Duration.ofMillis(500).toNanos();

  private long most = MOST;

  /** The bytes that the next call should not exceed, nor those under way before it. */
  long most() {
    return most;
  }

  /** A call of so many bytes had no answer. */
  void unanswered(long bytes) {
    if (bytes > LEAST) {
      most = Math.max(LEAST, Math.min(most, bytes) / 2);
    }
  }

  /** A call of so many bytes was answered after that time. */
  void answered(long bytes, long nanos) {
    if (most < MOST && bytes >= most / 2 && nanos < QUICK_NANOS) {
      most = Math.min(MOST, 2 * most);
    }
  }
}
