package io.streamweir.spring.boot.worker;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker of one pipeline: a new {@link Worker} after each start. Thread-safe. */
public final class PipelineWorker {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineWorker.class);

  private final RedisLink link;
  private final Pipeline<?> defined;
  private final UnaryOperator<Pipeline<?>> customizers;
  private final WorkerConfigs configs;
  private final Object changing = new Object();
  private volatile Pipeline<?> pipeline;
  private volatile @Nullable Worker worker;
  private volatile @Nullable RuntimeException failure;
  private volatile State state = State.STOPPED;
  private volatile Duration lease = WorkerConfig.defaults().lease();

  /** What it does now. */
  public enum State {
    /** It is not to work. */
    STOPPED,
    /** It waits for Redis. */
    WAITING,
    /** It could not start although Redis is there; it tries again from time to time. */
    FAILED,
    /** It works. */
    RUNNING,
    /** It lets running handlers finish and takes nothing new. */
    DRAINING
  }

  PipelineWorker(
      RedisLink link,
      Pipeline<?> defined,
      UnaryOperator<Pipeline<?>> customizers,
      WorkerConfigs configs) {
    this.link = link;
    this.defined = defined;
    this.customizers = customizers;
    this.configs = configs;
    this.pipeline = defined;
  }

  /** The pipeline that it works on. */
  public Pipeline<?> pipeline() {
    return pipeline;
  }

  /** What it does now. */
  public State state() {
    return state;
  }

  /** Why it waits or has failed. */
  public Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /** The worker itself, while it runs or drains. */
  public Optional<Worker> worker() {
    return Optional.ofNullable(worker);
  }

  /** How long an entry may stay unrenewed before other workers take it. */
  public Duration lease() {
    return lease;
  }

  /** From now on it is to work. */
  void prepare() {
    synchronized (changing) {
      pipeline = customizers.apply(defined);
      failure = null;
      state = State.WAITING;
    }
  }

  /** Begins to work, where it is to and does not yet; what prevents it is then its failure. */
  void attempt() {
    synchronized (changing) {
      if (state != State.WAITING && state != State.FAILED) {
        return;
      }
      try {
        WorkerConfig config = configs.of(pipeline);
        lease = config.lease();
        worker = Worker.start(link, pipeline, config);
        failure = null;
        state = State.RUNNING;
      } catch (RuntimeException e) {
        tell(e);
        failure = e;
        state = RedisCallException.isPassing(e) ? State.WAITING : State.FAILED;
      }
    }
  }

  /** Once for each reason. */
  private void tell(RuntimeException thrown) {
    RuntimeException before = failure;
    String reason = String.valueOf(thrown.getMessage());
    if (before == null || !reason.equals(before.getMessage())) {
      LOG.warn("pipeline {} has no worker yet: {}", pipeline.name(), reason);
    }
  }

  /** Drains; returns when that is done. */
  void stop() {
    synchronized (changing) {
      Worker running = worker;
      try {
        if (running != null) {
          state = State.DRAINING;
          running.close();
        }
      } finally {
        worker = null;
        state = State.STOPPED;
      }
    }
  }
}
