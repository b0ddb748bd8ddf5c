package io.streamweir.internal.upkeep;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Keeps a log readable where the same happens again and again: lets the first ones of a kind pass,
 * then one in a while, which tells how many it stands for. Knows a bounded number of kinds; all
 * others count as one. Thread-safe.
 */
public final class LogThrottle {
  private static final int MOST_KINDS = 200;
  private static final String OTHERS = "";

  private final int first;
  private final long everyNanos;
  private final LongSupplier clock;
  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

  /**
   * Lets {@code first} of each kind pass, then one per {@code everyNanos} ns. A kind that was quiet
   * for twenty times as long is new again.
   *
   * @param clock in ns, as {@link System#nanoTime}
   */
  public LogThrottle(int first, long everyNanos, LongSupplier clock) {
    this.first = first;
    this.everyNanos = everyNanos;
    this.clock = clock;
  }

  private static final class Kind {
    int passed;
    long heldBack;
    long lastPassed;
    long lastSeen;
  }

  /** How many of the kind were held back since the last one that passed; -1 where this one is. */
  public long pass(String name) {
    Kind kind = kinds.get(name);
    if (kind == null) {
      String known = kinds.size() < MOST_KINDS ? name : OTHERS;
      kind = kinds.computeIfAbsent(known, unused -> new Kind());
    }
    long now = clock.getAsLong();
    synchronized (kind) {
      if (kind.passed > 0 && now - kind.lastSeen > 20 * everyNanos) {
        kind.passed = 0;
      }
      kind.lastSeen = now;
      if (kind.passed >= first && now - kind.lastPassed < everyNanos) {
        kind.heldBack++;
        return -1;
      }
      kind.passed = Math.min(kind.passed + 1, first);
      kind.lastPassed = now;
      long held = kind.heldBack;
      kind.heldBack = 0;
      return held;
    }
  }
}
