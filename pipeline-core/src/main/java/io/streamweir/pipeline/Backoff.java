package io.streamweir.pipeline;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long an entry waits in {@code later} before its next attempt: exponential, capped and
 * jittered, as resilience4j's {@link IntervalFunction} computes it. Immutable and thread-safe.
 *
 * @param initial the wait before the second attempt; at least 1 ms
 * @param factor by what each further wait grows; at least 1, default 2
 * @param max the longest wait; at most 100 years, default 5 min, or the initial wait where that is
 *     more
 * @param jitter the share of the wait that is random, both ways; 0 to below 1, default 0.5
 */
public record Backoff(Duration initial, double factor, Duration max, double jitter) {
  private static final int MOST_STEPS = 1_000; // the interval function takes one step per attempt

  /** Checks the ranges. */
  public Backoff {
    Horizon.check("longest backoff", max);
    Horizon.check("initial backoff", initial);
    Argument.check(initial.toMillis() >= 1, "initial backoff must be at least 1 ms: " + initial);
    Argument.check(factor >= 1, "backoff factor must be at least 1: " + factor);
    Argument.check(
        max.compareTo(initial) >= 0, "longest backoff " + max + " is below the initial " + initial);
    Argument.check(
        jitter >= 0 && jitter < 1, "backoff jitter must be from 0 to below 1: " + jitter);
  }

  /** Starts at this wait, doubles to at most 5 min, half of it random. */
  public static Backoff exponential(Duration initial) {
    Duration max = Duration.ofMinutes(5);
    return new Backoff(initial, 2, max.compareTo(initial) < 0 ? initial : max, 0.5);
  }

  /** Always this wait, with no jitter. */
  public static Backoff fixed(Duration wait) {
    return new Backoff(wait, 1, wait, 0);
  }

  /** The components that change by name, while they may. */
  private final class Draft {
    Duration max = max();
    double jitter = jitter();
  }

  private Backoff with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new Backoff(initial, factor, draft.max, draft.jitter);
  }

  /** The same with another cap. */
  public Backoff withMax(Duration max) {
    return with(draft -> draft.max = max);
  }

  /** The same with another jitter, 0 to below 1. */
  public Backoff withJitter(double jitter) {
    return with(draft -> draft.jitter = jitter);
  }

  /**
   * The wait after the given failed attempt.
   *
   * @param attempt from 1
   */
  public Duration after(int attempt) {
    return Duration.ofMillis(
        Math.min(intervals().apply(Math.min(attempt, MOST_STEPS)), max.toMillis()));
  }

  private IntervalFunction intervals() {
    return jitter == 0
        ? IntervalFunction.ofExponentialBackoff(initial, factor, max)
        : IntervalFunction.ofExponentialRandomBackoff(initial, factor, jitter, max);
  }
}
