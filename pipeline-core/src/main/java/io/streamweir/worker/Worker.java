package io.streamweir.worker;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.Duration;

/** A placeholder that fixes the signatures; the engine follows. */
public final class Worker implements AutoCloseable {
  private Worker() {}

  /** Starts a worker with the default configuration. */
  public static Worker start(RedisLink link, Pipeline<?> pipeline) {
    return start(link, pipeline, WorkerConfig.defaults());
  }

  /** Starts a worker. */
  public static Worker start(RedisLink link, Pipeline<?> pipeline, WorkerConfig config) {
    throw new IllegalStateException("not there yet");
  }

  /** The consumer name. */
  public String consumer() {
    return "";
  }

  /** The time since the lane that polled longest ago had an answer. */
  public Duration oldestPoll() {
    return Duration.ZERO;
  }

  /** Drains: stops reading, lets running handlers finish, settles, hands the rest back. */
  @Override
  public void close() {}
}
