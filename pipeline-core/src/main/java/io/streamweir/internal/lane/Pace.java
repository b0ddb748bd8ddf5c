package io.streamweir.internal.lane;

/**
 * How long a handler takes for an entry, and whether handlers come to an end now. Lanes may share
 * one. Thread-safe: of measurements at the same time one may be lost.
 */
public final class Pace {
  static final long MOMENT_NANOS = 50_000_000;

  private volatile double nanosPerEntry = MOMENT_NANOS;
  private volatile long endedAt = System.nanoTime() - MOMENT_NANOS;

  /** Handling an entry took so long; rising times count at once, falling ones by and by. */
  void took(long nanos) {
    double known = nanosPerEntry;
    double step = nanos > known ? 0.5 : 0.1;
    nanosPerEntry = Math.max(1, known + step * (nanos - known));
    endedAt = System.nanoTime();
  }

  double nanosPerEntry() {
    return nanosPerEntry;
  }

  /** Whether a handler has come to an end within the last moment. */
  boolean flows() {
    return System.nanoTime() - endedAt < MOMENT_NANOS;
  }
}
