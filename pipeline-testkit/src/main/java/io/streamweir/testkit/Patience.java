package io.streamweir.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Polls for a condition up to a deadline. Tests use Awaitility instead. */
final class Patience {
  private static final Duration POLL = Duration.ofMillis(5);

  private Patience() {}

  /** Whether the condition came true in time; an interrupt ends the wait. */
  static boolean await(Duration patience, BooleanSupplier condition) {
    return await(patience, POLL, condition);
  }

  /** The same, asking as often as {@code poll} says. */
  static boolean await(Duration patience, Duration poll, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(poll.toNanos());
    }
    return true;
  }
}
