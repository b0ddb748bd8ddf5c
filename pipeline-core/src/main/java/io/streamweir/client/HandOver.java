package io.streamweir.client;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what was published to a listener, one at a time on a thread of its own. What finds the
 * queue full is counted and passed over, since publishing cannot wait. Thread-safe.
 */
final class HandOver<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final int QUEUE = 65_536;

  private final Consumer<T> listener;
  private final AtomicLong missed = new AtomicLong();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          HandOver::thread,
          (task, executor) -> missed.incrementAndGet());

  HandOver(Consumer<T> listener) {
    this.listener = listener;
  }

  /** Does not wait. */
  void give(T heard) {
    thread.execute(() -> hand(heard));
  }

  /** How many were passed over since the listener was too slow. */
  long missed() {
    return missed.get();
  }

  private void hand(T heard) {
    try {
      listener.accept(heard);
    } catch (RuntimeException | Error e) { // one that fails must not end the subscription
      LOG.error("a listener failed at {}", heard, e);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "streamweir-subscription");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
