package io.streamweir.pipeline;

import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one stage is run. Immutable and thread-safe; {@link #defaults()} and the {@code with} methods
 * make others, which throw {@link IllegalArgumentException} where a value is out of its range.
 */
public final class StageConfig implements Cloneable {
  private static final int MOST_PAYLOAD = 128 << 20;
  private static final int MOST_CHECKPOINT = 16 << 20;
  private static final StageConfig DEFAULTS = new StageConfig();

  // Only a copy that no other code knows yet is changed.
  private int concurrency = 1;
  private int maxBatch = 256;
  private int maxDeliveries = 5;
  private long maxBacklog = 1_000_000;
  private int maxPayloadBytes = 8 << 20;
  private int maxCheckpointBytes = 64 << 10;
  private Duration retention = Duration.ZERO;
  private @Nullable Duration handlerTimeout;
  private FailurePolicy failure = FailurePolicy.defaults();
  private Map<Class<? extends Throwable>, FailurePolicy> failureByException = Map.of();
  private @Nullable RetryConfig inProcessRetry;
  private Map<String, Class<?>> routes = Map.of();
  private @Nullable String next;
  private @Nullable BatchConfig batch;
  private StageLimits limits = StageLimits.NONE;
  private @Nullable GatherPolicy gather;
  private KeyLimits keys = KeyLimits.NONE;
  private Map<String, ChainTarget> submitting = Map.of();
  private @Nullable BreakerConfig breaker;
  private boolean runThrough;

  private StageConfig() {}

  private StageConfig with(Consumer<StageConfig> change) {
    try {
      StageConfig copy = (StageConfig) clone();
      change.accept(copy);
      copy.check();
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void check() {
    Argument.check(
        concurrency >= 1 && concurrency <= 10_000,
        "concurrency must be 1 to 10000: " + concurrency);
    Argument.check(maxBatch >= 1 && maxBatch <= 4096, "maxBatch must be 1 to 4096: " + maxBatch);
    Argument.check(maxDeliveries >= 1, "maxDeliveries must be at least 1: " + maxDeliveries);
    Argument.check(maxBacklog >= 1, "maxBacklog must be at least 1: " + maxBacklog);
    Argument.check(
        maxPayloadBytes >= 16 && maxPayloadBytes <= MOST_PAYLOAD,
        "maxPayloadBytes must be 16 to 128 MiB: " + maxPayloadBytes);
    Argument.check(
        maxCheckpointBytes >= 16 && maxCheckpointBytes <= MOST_CHECKPOINT,
        "maxCheckpointBytes must be 16 to 16 MiB: " + maxCheckpointBytes);
    Argument.check(!retention.isNegative(), "retention must not be negative: " + retention);
    Horizon.check("retention", retention);
    if (handlerTimeout != null) {
      Horizon.check("handlerTimeout", handlerTimeout);
    }
    Argument.check(
        handlerTimeout == null || handlerTimeout.toMillis() >= 1,
        "handlerTimeout must be at least 1 ms: " + handlerTimeout);
  }

  /** The values that the accessors below name. */
  public static StageConfig defaults() {
    return DEFAULTS;
  }

  /** The same with another concurrency, 1 to 10,000. */
  public StageConfig withConcurrency(int concurrency) {
    return with(copy -> copy.concurrency = concurrency);
  }

  /** The same with another largest batch, 1 to 4,096 entries. */
  public StageConfig withMaxBatch(int maxBatch) {
    return with(copy -> copy.maxBatch = maxBatch);
  }

  /** The same with another bound on deliveries. */
  public StageConfig withMaxDeliveries(int maxDeliveries) {
    return with(copy -> copy.maxDeliveries = maxDeliveries);
  }

  /** The same with another bound on the inbox, in entries per partition. */
  public StageConfig withMaxBacklog(long maxBacklog) {
    return with(copy -> copy.maxBacklog = maxBacklog);
  }

  /** The same with another bound on what it hands on, 16 bytes to 128 MiB. */
  public StageConfig withMaxPayloadBytes(int maxPayloadBytes) {
    return with(copy -> copy.maxPayloadBytes = maxPayloadBytes);
  }

  /** The same with another bound on what its handler saves, 16 bytes to 16 MiB. */
  public StageConfig withMaxCheckpointBytes(int maxCheckpointBytes) {
    return with(copy -> copy.maxCheckpointBytes = maxCheckpointBytes);
  }

  /** The same that keeps settled entries so long. */
  public StageConfig withRetention(Duration retention) {
    return with(copy -> copy.retention = retention);
  }

  /** The same with a bound on one run of the handler. */
  public StageConfig withHandlerTimeout(Duration handlerTimeout) {
    return with(copy -> copy.handlerTimeout = handlerTimeout);
  }

  /**
   * The same with another policy for exceptions that no {@link #withFailure(Class, FailurePolicy)}
   * names.
   */
  public StageConfig withFailure(FailurePolicy failure) {
    return with(copy -> copy.failure = failure);
  }

  /** The same with a policy of its own for this exception class and what extends it. */
  public StageConfig withFailure(Class<? extends Throwable> type, FailurePolicy policy) {
    return with(copy -> copy.failureByException = plus(failureByException, type, policy));
  }

  /** The same that tries again within the process, as resilience4j's configuration says. */
  public StageConfig withInProcessRetry(RetryConfig inProcessRetry) {
    return with(copy -> copy.inProcessRetry = inProcessRetry);
  }

  /**
   * The same with a breaker: while its attempts fail, each worker has the stage rest and tries a
   * few entries from time to time. No entry becomes a dead letter of such failures meanwhile.
   */
  public StageConfig withBreaker(BreakerConfig breaker) {
    return with(copy -> copy.breaker = breaker);
  }

  /**
   * The same that entries may run through: the worker that has handled one at the stage before
   * handles its first attempt here at once, and settles both in one step. That saves a hop and the
   * time that it takes. After a crash the stage before is repeated, too.
   */
  public StageConfig withRunThrough() {
    return with(copy -> copy.runThrough = true);
  }

  /** The same that entries may run through, or not. */
  public StageConfig withRunThrough(boolean runThrough) {
    return with(copy -> copy.runThrough = runThrough);
  }

  /** The same that may also forward this payload to that stage. */
  public StageConfig withRoute(String stage, Class<?> payload) {
    return with(copy -> copy.routes = plus(routes, stage, payload));
  }

  /** The same whose outcomes may submit to that pipeline, see {@link Outcome#submitting}. */
  public StageConfig withSubmitting(ChainTarget target) {
    return with(copy -> copy.submitting = plus(submitting, target.pipeline(), target));
  }

  /** The same that is followed by that stage instead of the next one in the order of definition. */
  public StageConfig withNext(String next) {
    return with(copy -> copy.next = next);
  }

  /**
   * The same with other batches, for a batch stage. Its handler gets at most so many entries at
   * once, 1 to 4,096, or what came within this time, 0 to 1 min.
   */
  public StageConfig withBatch(int maxEntries, Duration within) {
    return with(copy -> copy.batch = new BatchConfig(maxEntries, within));
  }

  /**
   * The same of which all workers together begin no more entries in a time. Every delivery needs a
   * permit: an entry's first, its retries, and one that was taken over from another worker or
   * handed back by it. Attempts within a delivery need none.
   */
  public StageConfig withRateLimit(RateLimit rate) {
    return with(copy -> copy.limits = new StageLimits(rate, limits.maxRunning()));
  }

  /**
   * The same of which all workers together handle no more entries at once, 1 to 1,000,000. What a
   * worker that died was handling counts until its lease has run out.
   */
  public StageConfig withMaxRunning(int maxRunning) {
    Argument.check(maxRunning >= 1, "maxRunning must be 1 to 1000000: " + maxRunning);
    return with(copy -> copy.limits = new StageLimits(limits.rate(), maxRunning));
  }

  /** The same for a split stage whose parts are gathered by this policy. */
  public StageConfig withGather(GatherPolicy gather) {
    return with(copy -> copy.gather = gather);
  }

  /**
   * The same with order: entries with the same key are handled one at a time, in the order in which
   * they arrived at the stage. This holds across retries, worker deaths and rebalancing. Different
   * keys run in parallel, up to the concurrency. The key is the one that the job was submitted
   * with, else its job id. An entry that waits for its next attempt holds up those of its key
   * behind it, and no others. A dead letter lets them go on.
   */
  public StageConfig withOrder() {
    return with(copy -> copy.keys = new KeyLimits(true, keys.maxRunning(), keys.rate()));
  }

  /**
   * The same that handles at most so many entries with the same key at once over all workers, 1 to
   * 1,000,000, without keeping their order. With {@link #withOrder} it is 1.
   */
  public StageConfig withMaxRunningPerKey(int maxRunning) {
    Argument.check(maxRunning >= 1, "maxRunning must be 1 to 1000000: " + maxRunning);
    return with(copy -> copy.keys = new KeyLimits(keys.ordered(), maxRunning, keys.rate()));
  }

  /**
   * The same of which all workers together begin no more entries with the same key in a time. As
   * with {@link #withRateLimit}, every delivery needs a permit, an entry's retries too. What is not
   * permitted yet waits in the order of its key and holds up no other key.
   */
  public StageConfig withRatePerKey(RateLimit rate) {
    return with(copy -> copy.keys = new KeyLimits(keys.ordered(), keys.maxRunning(), rate));
  }

  /**
   * Entries, or batches of a batch stage, that one lane handles at once; default 1, which runs
   * handlers on the lane's own thread.
   */
  public int concurrency() {
    return concurrency;
  }

  /**
   * The most entries of one read and of one settlement; default 256. Slow handlers are given fewer.
   */
  public int maxBatch() {
    return maxBatch;
  }

  /** How often an entry may be given to workers that die with it; default 5. */
  public int maxDeliveries() {
    return maxDeliveries;
  }

  /**
   * Entries, waiting and pending, that an inbox of one partition holds before producers are
   * refused; default 1,000,000.
   */
  public long maxBacklog() {
    return maxBacklog;
  }

  /**
   * The most bytes of one encoded output, part or result of the stage; default 8 MiB. All outputs
   * of one outcome may have 8 times as many together. What is larger is a failed attempt.
   */
  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /**
   * The most bytes of one encoded checkpoint, see {@link StageContext#checkpoint}; default 64 KiB.
   */
  public int maxCheckpointBytes() {
    return maxCheckpointBytes;
  }

  /** How long settled entries stay in the inbox; default 0. */
  public Duration retention() {
    return retention;
  }

  /** After which a handler is interrupted and its attempt has failed; default null, none. */
  public @Nullable Duration handlerTimeout() {
    return handlerTimeout;
  }

  /** What follows when a handler throws; default {@link FailurePolicy#defaults()}. */
  public FailurePolicy failure() {
    return failure;
  }

  /** Other policies by exception class; the nearest superclass counts. */
  public Map<Class<? extends Throwable>, FailurePolicy> failureByException() {
    return failureByException;
  }

  /** Attempts within one delivery, before {@link #failure()} counts one; default null, none. */
  public @Nullable RetryConfig inProcessRetry() {
    return inProcessRetry;
  }

  /** When the stage rests since its attempts fail; default null, never. */
  public @Nullable BreakerConfig breaker() {
    return breaker;
  }

  /** Whether entries may run through the stage, see {@link #withRunThrough()}; default false. */
  public boolean runThrough() {
    return runThrough;
  }

  /**
   * Stages beside the next one that this stage may forward to, with the payload that each takes.
   */
  public Map<String, Class<?>> routes() {
    return routes;
  }

  /** The pipelines to which the stage may submit, by name; default none. */
  public Map<String, ChainTarget> submitting() {
    return submitting;
  }

  /** The stage that follows; default null, the next one in the order of definition. */
  public @Nullable String next() {
    return next;
  }

  /**
   * How large the batches of a batch stage are; default null, which means {@link
   * BatchConfig#defaults()} for a batch stage and is right for every other one.
   */
  public @Nullable BatchConfig batch() {
    return batch;
  }

  /** What bounds the stage over all workers; default {@link StageLimits#NONE}. */
  public StageLimits limits() {
    return limits;
  }

  /** What holds for entries with the same key; default {@link KeyLimits#NONE}. */
  public KeyLimits keys() {
    return keys;
  }

  /**
   * How the parts of a split stage are gathered; default null, which means {@link
   * GatherPolicy#failWhole()} for a split stage and is right for every other one.
   */
  public @Nullable GatherPolicy gather() {
    return gather;
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
    return Map.copyOf(copy);
  }
}
