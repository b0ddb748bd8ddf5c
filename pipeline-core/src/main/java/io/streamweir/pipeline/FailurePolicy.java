package io.streamweir.pipeline;

import java.time.Duration;

/**
 * What follows when a handler throws: how many attempts an entry gets, and how long it waits
 * between them.
 *
 * @param maxAttempts attempts in all, at least 1, default 5; after the last one the entry becomes a
 *     dead letter
 * @param backoff the waits between attempts; default exponential from 1 s
 */
public record FailurePolicy(int maxAttempts, Backoff backoff) {
  /** Checks the range. */
  public FailurePolicy {
    Argument.check(maxAttempts >= 1, "attempts must be at least 1: " + maxAttempts);
  }

  /** 5 attempts, waiting 1 s, 2 s, 4 s and 8 s, half of it random. */
  public static FailurePolicy defaults() {
    return new FailurePolicy(5, Backoff.exponential(Duration.ofSeconds(1)));
  }

  /** So many attempts with such waits between them. */
  public static FailurePolicy attempts(int maxAttempts, Backoff backoff) {
    return new FailurePolicy(maxAttempts, backoff);
  }

  /** One attempt only: the first failure makes a dead letter. */
  public static FailurePolicy never() {
    return new FailurePolicy(1, Backoff.fixed(Duration.ofSeconds(1)));
  }
}
