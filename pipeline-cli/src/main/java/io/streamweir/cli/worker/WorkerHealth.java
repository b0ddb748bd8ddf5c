package io.streamweir.cli.worker;

import io.streamweir.http.health.Health;
import io.streamweir.listener.LaneView;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The health of a worker process. It is alive unless a restart would help: unless its lanes hear
 * nothing from a Redis that answers a fresh connection, such as a restarted process would open. A
 * Redis that is away is no reason to restart: that would bring nothing back, and abandon handlers.
 */
final class WorkerHealth implements Health {
  private static final Duration LEAST_BOUND = Duration.ofSeconds(60);
  private static final long PROBE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final Duration bound;
  private final RedisConfig redis;
  private final AtomicBoolean probing = new AtomicBoolean();
  private volatile List<Worker> workers = List.of();
  private volatile boolean draining;
  private volatile boolean answers; // whether the last fresh connection was answered
  private volatile long probedAt = System.nanoTime() - PROBE_EVERY_NANOS;

  /**
   * For workers with this lease, as leases are what a busy lane hears of.
   *
   * @param redis where a fresh connection leads
   */
  WorkerHealth(RedisConfig redis, Duration lease) {
    this(redis, lease, LEAST_BOUND);
  }

  WorkerHealth(RedisConfig redis, Duration lease, Duration leastBound) {
    this.redis = redis;
    this.bound = lease.compareTo(leastBound) > 0 ? lease : leastBound;
  }

  /** All workers run. */
  void started(List<Worker> all) {
    workers = List.copyOf(all);
  }

  /** The process is about to end. */
  void drains() {
    draining = true;
  }

  @Override
  public Answer live() {
    List<LaneView> silent = silent();
    if (silent.isEmpty() || draining) {
      answers = false;
      return new Answer(true, "alive");
    }
    probe();
    String lanes = names(silent);
    return answers
        ? new Answer(
            false, "Redis answers, but not these lanes for " + seconds(bound) + " s: " + lanes)
        : new Answer(true, "alive; Redis does not answer, nor these lanes: " + lanes);
  }

  @Override
  public Answer ready() {
    if (draining) {
      return new Answer(false, "draining");
    }
    if (workers.isEmpty()) {
      return new Answer(false, "starting: waiting for Redis");
    }
    List<LaneView> silent = silent();
    return silent.isEmpty()
        ? new Answer(true, "ready")
        : new Answer(false, "no answer from Redis for " + seconds(bound) + " s: " + names(silent));
  }

  private List<LaneView> silent() {
    return workers.stream()
        .flatMap(worker -> worker.lanes().stream())
        .filter(lane -> lane.sinceContact().compareTo(bound) > 0)
        .toList();
  }

  private static String names(List<LaneView> lanes) {
    return lanes.stream()
        .map(lane -> lane.id() + " (" + seconds(lane.sinceContact()) + " s)")
        .collect(Collectors.joining(", "));
  }

  private static long seconds(Duration time) {
    return time.toSeconds();
  }

  /** Beside the probe that asks, which must be answered at once; the next one hears of it. */
  private void probe() {
    if (System.nanoTime() - probedAt > PROBE_EVERY_NANOS && probing.compareAndSet(false, true)) {
      CompletableFuture.runAsync(
          () -> {
            try (RedisLink fresh = RedisLink.open(redis)) {
              answers = fresh.connected();
            } catch (RedisCallException e) {
              answers = false;
            } finally {
              probedAt = System.nanoTime();
              probing.set(false);
            }
          });
    }
  }
}
