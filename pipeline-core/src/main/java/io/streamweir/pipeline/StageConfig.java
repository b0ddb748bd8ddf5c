package io.streamweir.pipeline;

import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * How one stage is run. Immutable; {@link #defaults()} and the {@code with} methods make others.
 *
 * @param concurrency entries, or batches of a batch stage, that one lane handles at once; default
 *     1, which runs handlers on the lane's own thread
 * @param maxBatch the most entries of one read and of one settlement; default 256. Slow handlers
 *     are given fewer
 * @param maxDeliveries how often an entry may be given to workers that die with it; default 5
 * @param maxBacklog entries, waiting and pending, that an inbox of one partition holds before
 *     producers are refused; default 1,000,000
 * @param retention how long settled entries stay in the inbox; default 0
 * @param handlerTimeout after which a handler is interrupted and its attempt has failed; default
 *     null, none
 * @param failure what follows when a handler throws; default {@link FailurePolicy#defaults()}
 * @param failureByException other policies by exception class; the nearest superclass counts
 * @param inProcessRetry attempts within one delivery, before {@code failure} counts one; default
 *     null, none
 * @param routes stages beside the next one that this stage may forward to, with the payload that
 *     each takes
 * @param next the stage that follows; default null, the next one in the order of definition
 * @param batch how large the batches of a batch stage are; default null, which means {@link
 *     BatchConfig#defaults()} for a batch stage and is right for every other one
 * @param limits what bounds the stage over all workers; default {@link StageLimits#NONE}
 */
public record StageConfig(
    int concurrency,
    int maxBatch,
    int maxDeliveries,
    long maxBacklog,
    Duration retention,
    @Nullable Duration handlerTimeout,
    FailurePolicy failure,
    Map<Class<? extends Throwable>, FailurePolicy> failureByException,
    @Nullable RetryConfig inProcessRetry,
    Map<String, Class<? extends SpecificRecord>> routes,
    @Nullable String next,
    @Nullable BatchConfig batch,
    StageLimits limits) {

  private static final StageConfig DEFAULTS =
      new StageConfig(
          1,
          256,
          5,
          1_000_000,
          Duration.ZERO,
          null,
          FailurePolicy.defaults(),
          Map.of(),
          null,
          Map.of(),
          null,
          null,
          StageLimits.NONE);

  /** Checks the ranges and keeps copies of the maps. */
  public StageConfig {
    require(
        concurrency >= 1 && concurrency <= 10_000,
        "concurrency must be 1 to 10000: " + concurrency);
    require(maxBatch >= 1 && maxBatch <= 4096, "maxBatch must be 1 to 4096: " + maxBatch);
    require(maxDeliveries >= 1, "maxDeliveries must be at least 1: " + maxDeliveries);
    require(maxBacklog >= 1, "maxBacklog must be at least 1: " + maxBacklog);
    require(!retention.isNegative(), "retention must not be negative: " + retention);
    require(
        handlerTimeout == null || handlerTimeout.toMillis() >= 1,
        "handlerTimeout must be at least 1 ms: " + handlerTimeout);
    failureByException = Map.copyOf(failureByException);
    routes = Map.copyOf(routes);
  }

  /** The defaults named above. */
  public static StageConfig defaults() {
    return DEFAULTS;
  }

  /** The same with another concurrency, 1 to 10,000. */
  public StageConfig withConcurrency(int concurrency) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /** The same with another largest batch, 1 to 4,096 entries. */
  public StageConfig withMaxBatch(int maxBatch) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /** The same with another bound on deliveries. */
  public StageConfig withMaxDeliveries(int maxDeliveries) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /** The same with another bound on the inbox, in entries per partition. */
  public StageConfig withMaxBacklog(long maxBacklog) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /** The same that keeps settled entries so long. */
  public StageConfig withRetention(Duration retention) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /** The same with a bound on one run of the handler. */
  public StageConfig withHandlerTimeout(Duration handlerTimeout) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /**
   * The same with another policy for exceptions that no {@link #withFailure(Class, FailurePolicy)}
   * names.
   */
  public StageConfig withFailure(FailurePolicy failure) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /** The same with a policy of its own for this exception class and what extends it. */
  public StageConfig withFailure(Class<? extends Throwable> type, FailurePolicy policy) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        plus(failureByException, type, policy),
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /** The same that tries again within the process, as resilience4j's configuration says. */
  public StageConfig withInProcessRetry(RetryConfig inProcessRetry) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /** The same that may also forward this payload to that stage. */
  public StageConfig withRoute(String stage, Class<? extends SpecificRecord> payload) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        plus(routes, stage, payload),
        next,
        batch,
        limits);
  }

  /** The same that is followed by that stage instead of the next one in the order of definition. */
  public StageConfig withNext(String next) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /**
   * The same for a batch stage whose handler gets at most so many entries at once, 1 to 4,096, or
   * what came within this time, 0 to 1 min.
   */
  public StageConfig withBatch(int maxEntries, Duration within) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        new BatchConfig(maxEntries, within),
        limits);
  }

  /**
   * The same of which all workers together begin no more entries in a time. Every delivery needs a
   * permit: an entry's first, its retries, and one that was taken over from another worker or
   * handed back by it. Attempts within a delivery need none.
   */
  public StageConfig withRateLimit(RateLimit rate) {
    return withLimits(new StageLimits(rate, limits.maxRunning()));
  }

  /**
   * The same of which all workers together handle no more entries at once, 1 to 1,000,000. What a
   * worker that died was handling counts until its lease has run out.
   */
  public StageConfig withMaxRunning(int maxRunning) {
    require(maxRunning >= 1, "maxRunning must be 1 to 1000000: " + maxRunning);
    return withLimits(new StageLimits(limits.rate(), maxRunning));
  }

  private StageConfig withLimits(StageLimits limits) {
    return new StageConfig(
        concurrency,
        maxBatch,
        maxDeliveries,
        maxBacklog,
        retention,
        handlerTimeout,
        failure,
        failureByException,
        inProcessRetry,
        routes,
        next,
        batch,
        limits);
  }

  /**
   * The policy for this exception: that of its nearest superclass which has one, else {@link
   * #failure()}.
   */
  public FailurePolicy failureFor(Throwable thrown) {
    for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
      FailurePolicy policy = failureByException.get(type);
      if (policy != null) {
        return policy;
      }
    }
    return failure;
  }

  private static <K, V> Map<K, V> plus(Map<K, V> map, K key, V value) {
    Map<K, V> copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
