package io.streamweir.chaos.oracle;

import io.streamweir.chaos.program.Kind;
import io.streamweir.pipeline.Priority;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A job whose answer is known. How it is submitted follows from its number, too.
 *
 * @param number of the job within the run, from 0
 * @param kind which way it goes
 * @param value what the stages compute with
 */
public record JobPlan(long number, Kind kind, long value) {
  /** What dedupe keys begin with that a job holds until it has ended. */
  public static final String HELD = "held-";

  private static final String PREFIX = "job-";

  /** The id under which the job is submitted. */
  public String jobId() {
    return PREFIX + number;
  }

  /** How long the job waits before its first stage: one in ten does. */
  public Duration delay() {
    return number % 10 == 7 ? Duration.ofMillis(50 + number % 400) : Duration.ZERO;
  }

  /** How urgent the job is, where jobs have priorities: of 11 in a row 2 are high and 3 low. */
  public Priority priority() {
    long place = number % 11;
    return place < 2 ? Priority.HIGH : place < 5 ? Priority.LOW : Priority.NORMAL;
  }

  /** The dedupe key that the job holds until it has ended; null for none. One in six has one. */
  public @Nullable String heldKey() {
    return number % 6 == 1 ? HELD + number : null;
  }

  /**
   * Whether it may be submitted again where nobody knows what became of it: all its submits are one
   * job for as long as the run lasts.
   */
  public boolean repeatable() {
    return number % 2 == 0;
  }
}
