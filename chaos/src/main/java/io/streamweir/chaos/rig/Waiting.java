package io.streamweir.chaos.rig;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for conditions. */
public final class Waiting {
  private static final long POLL_MILLIS = 5;

  private Waiting() {}

  /** How long it took until the condition held; empty where it did not in time. */
  public static Optional<Duration> until(Duration patience, BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > patience.toNanos()) {
        return Optional.empty();
      }
      pause(Duration.ofMillis(POLL_MILLIS));
    }
    return Optional.of(Duration.ofNanos(System.nanoTime() - begun));
  }

  /**
   * Waits for a condition without which the run makes no sense.
   *
   * @throws IllegalStateException where it does not come true in time
   */
  public static Duration require(String what, Duration patience, BooleanSupplier condition) {
    return until(patience, condition)
        .orElseThrow(
            () -> new IllegalStateException("waited " + patience + " in vain until " + what));
  }

  /** Lets time pass, for the length of a disturbance. */
  public static void pause(Duration length) {
    try {
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
