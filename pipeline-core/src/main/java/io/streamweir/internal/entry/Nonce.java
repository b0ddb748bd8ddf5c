package io.streamweir.internal.entry;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A short text that no other delayed entry carries, so that two equal ones do not become one member
 * of a sorted set.
 */
public final class Nonce {
  private static final String PROCESS =
      Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, Character.MAX_RADIX);
  private static final AtomicLong COUNTER = new AtomicLong();

  private Nonce() {}

  public static String next() {
    return PROCESS + "." + Long.toString(COUNTER.incrementAndGet(), Character.MAX_RADIX);
  }
}
