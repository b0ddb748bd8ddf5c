package io.streamweir.chaos.rig;

import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Holds the producer while more waits than {@link #MOST_BEHIND} entries. Otherwise a run on a busy
 * machine measures how long a backlog takes, and not what its fault does. Thread-safe.
 */
final class Brake implements AutoCloseable {
  /** About ten seconds of the usual load. */
  static final long MOST_BEHIND = 20_000;

  private static final Duration LOOK = Duration.ofMillis(500);

  private final LongSupplier behind;
  private final Thread thread = new Thread(this::run, "chaos-brake");
  private volatile boolean on;
  private volatile boolean closed;

  /**
   * A brake that is not on.
   *
   * @param behind how many entries wait for a stage or are pending there
   */
  Brake(LongSupplier behind) {
    this.behind = behind;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Whether the producer has to wait. */
  boolean on() {
    return on;
  }

  private void run() {
    while (!closed) {
      try {
        on = behind.getAsLong() > MOST_BEHIND;
      } catch (RedisCallException e) {
        on = false; // the server is away, and its answer is the producer's own matter
      }
      Waiting.pause(LOOK);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
