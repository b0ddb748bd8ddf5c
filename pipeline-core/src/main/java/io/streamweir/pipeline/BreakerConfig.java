package io.streamweir.pipeline;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * When a worker's breaker opens, so that its lanes of the stage rest, and how it closes again. An
 * attempt has failed where the handler threw, took too long, or answered with a {@link
 * Outcome#retryLater} that counts. Refusals and payloads that cannot be decoded are no attempts.
 * Immutable.
 *
 * @param window how many of the last attempts count, 1 to 10,000; default 10. One call of a batch
 *     stage's handler is one attempt
 * @param failureRatio the share of failed ones among them at which the breaker opens, above 0 to 1;
 *     default 1, all of them
 * @param trials how many entries are tried after a rest, 1 to 1,000; default 3. Where their share
 *     of failed ones is below the ratio, the breaker closes
 * @param rest how long the lanes rest: each time that the trials fail one after another, the next
 *     wait; default exponential from 5 s to 1 min, half of it random
 * @param recorded which exceptions say that the stage fails, not its entry; default all. Others
 *     count neither as failures nor as successes
 */
public record BreakerConfig(
    int window,
    double failureRatio,
    int trials,
    Backoff rest,
    Predicate<? super Throwable> recorded) {
  private static final BreakerConfig DEFAULTS =
      new BreakerConfig(
          10,
          1,
          3,
          Backoff.exponential(Duration.ofSeconds(5)).withMax(Duration.ofMinutes(1)),
          thrown -> true);

  /** Checks the ranges. */
  public BreakerConfig {
    Argument.check(
        window >= 1 && window <= 10_000, "a breaker's window must be 1 to 10000: " + window);
    Argument.check(
        failureRatio > 0 && failureRatio <= 1,
        "a breaker's failure ratio must be above 0 to 1: " + failureRatio);
    Argument.check(
        trials >= 1 && trials <= 1_000, "a breaker's trials must be 1 to 1000: " + trials);
  }

  /** The defaults named above. */
  public static BreakerConfig defaults() {
    return DEFAULTS;
  }

  /** The components while they may change. */
  private final class Draft {
    int window = window();
    double failureRatio = failureRatio();
    int trials = trials();
    Backoff rest = rest();
    Predicate<? super Throwable> recorded = recorded();
  }

  private BreakerConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new BreakerConfig(
        draft.window, draft.failureRatio, draft.trials, draft.rest, draft.recorded);
  }

  /** The same that looks at so many of the last attempts, 1 to 10,000. */
  public BreakerConfig withWindow(int window) {
    return with(draft -> draft.window = window);
  }

  /** The same that opens at another share of failed attempts, above 0 to 1. */
  public BreakerConfig withFailureRatio(double failureRatio) {
    return with(draft -> draft.failureRatio = failureRatio);
  }

  /** The same that tries so many entries after a rest, 1 to 1,000. */
  public BreakerConfig withTrials(int trials) {
    return with(draft -> draft.trials = trials);
  }

  /** The same with other rests. */
  public BreakerConfig withRest(Backoff rest) {
    return with(draft -> draft.rest = rest);
  }

  /** The same for which only these exceptions say that the stage fails. */
  public BreakerConfig withRecorded(Predicate<? super Throwable> recorded) {
    return with(draft -> draft.recorded = recorded);
  }
}
