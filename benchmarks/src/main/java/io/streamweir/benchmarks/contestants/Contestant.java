package io.streamweir.benchmarks.contestants;

import java.util.Map;

/**
 * One way to do a scenario's work. It lives in a JVM of its own over all rounds, so that it is warm
 * and no other contestant's profile disturbs it. Used by one thread.
 */
public interface Contestant extends AutoCloseable {
  /** Begins to wait for entries; returns once it does. For contestants that work on what comes. */
  default void start(Task task) throws Exception {}

  /** Ends what {@link #start} began. */
  default void stop() throws Exception {}

  /** Does the task and returns when it is done, with figures of its own by name. */
  default Map<String, Double> run(Task task) throws Exception {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " only waits for entries");
  }

  @Override
  void close() throws Exception;
}
