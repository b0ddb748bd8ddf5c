package io.streamweir.http.core;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all bodies of a server may hold together. The bodies of a caller with a token have
 * at most a quarter of them, so that it keeps no other out; one body alone may have more.
 * Thread-safe.
 */
final class BodyRoom {
  private static final int SHARE = 4;

  private final AtomicLong left;
  private final long share;
  private final Map<String, Long> taken = new ConcurrentHashMap<>(); // by caller

  /** So many bytes. */
  BodyRoom(long bytes) {
    this.left = new AtomicLong(bytes);
    this.share = bytes / SHARE;
  }

  /**
   * Takes some bytes more for a body.
   *
   * @param has how many the body has already
   * @return false where there is no room for them
   */
  boolean take(Caller caller, long has, long more) {
    if (left.addAndGet(-more) < 0) {
      left.addAndGet(more);
      return false;
    }
    if (caller == Caller.LOCAL) {
      return true;
    }
    long together = taken.merge(caller.name(), more, Long::sum);
    if (together > share && together > has + more) {
      give(caller, more);
      return false;
    }
    return true;
  }

  /** Gives bytes back. */
  void give(Caller caller, long bytes) {
    left.addAndGet(bytes);
    if (caller != Caller.LOCAL) {
      taken.computeIfPresent(caller.name(), (name, count) -> count == bytes ? null : count - bytes);
    }
  }
}
