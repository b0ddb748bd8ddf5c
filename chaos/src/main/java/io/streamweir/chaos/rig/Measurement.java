package io.streamweir.chaos.rig;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long something took.
 *
 * @param what it was
 * @param took how long
 * @param bound how long it may take; null for no bound
 */
public record Measurement(String what, Duration took, @Nullable Duration bound) {
  /** Whether it kept its bound. */
  public boolean inTime() {
    return bound == null || took.compareTo(bound) <= 0;
  }
}
