package io.streamweir.internal.settle;

import java.util.concurrent.TimeUnit;

/** The pause before what failed is sent again, which grows while it fails. Guarded by its owner. */
final class ResendPause {
  private static final long FIRST_MILLIS = 20;
  private static final long MAX_MILLIS = 500;
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private boolean running;
  private long endsAt; // by System.nanoTime
  private long nextMillis = FIRST_MILLIS;

  boolean running() {
    return running;
  }

  /** Begins; answers with its milliseconds. */
  long begin(long now) {
    long millis = nextMillis;
    running = true;
    endsAt = now + TimeUnit.MILLISECONDS.toNanos(millis);
    nextMillis = Math.min(2 * millis, MAX_MILLIS);
    return millis;
  }

  /** Whether it should have ended long ago: an Error may have ended its timer. */
  boolean late(long now) {
    return running && now - endsAt > LATE_NANOS;
  }

  void end() {
    running = false;
  }

  /** Something was settled. */
  void shorten() {
    nextMillis = FIRST_MILLIS;
  }
}
