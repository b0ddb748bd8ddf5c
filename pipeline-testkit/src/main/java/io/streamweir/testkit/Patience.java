package io.streamweir.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How long a test waits for what should come: longer than a slow machine takes that does other
 * things, too. Where all is well it costs nothing. A bound that is itself proved is no patience.
 */
public final class Patience {
  /** For one event, in seconds. */
  public static final int SECONDS = 90;

  /** For one event. */
  public static final Duration PATIENCE = Duration.ofSeconds(SECONDS);

  /** For a whole test that might hang, in seconds. */
  public static final int TEST_SECONDS = 300;

  private static final Duration POLL = Duration.ofMillis(5);

  private Patience() {}

  /** Whether the condition came true in time; an interrupt ends the wait. Tests use Awaitility. */
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
