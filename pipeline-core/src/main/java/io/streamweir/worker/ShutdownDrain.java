package io.streamweir.worker;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains a worker when its JVM is told to end, and lets a thread wait for the worker's end. The JVM
 * waits for the drain, since that runs in one of its shutdown hooks. Thread-safe.
 */
final class ShutdownDrain {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownDrain.class);

  private final Runnable close;
  private final Thread hook;
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean armed;

  /**
   * A drain that is not armed.
   *
   * @param name of the worker, for its thread
   * @param close drains the worker; blocks until that is done, even if another caller began it
   */
  ShutdownDrain(String name, Runnable close) {
    this.close = close;
    this.hook = new Thread(this::drain, "streamweir-shutdown-" + name);
  }

  private void drain() {
    LOG.info("the JVM ends: the worker stops reading and drains");
    close.run();
  }

  /** From now on the end of the JVM drains the worker; where that has begun, it drains now. */
  void arm() {
    if (!register()) {
      close.run();
    }
  }

  private synchronized boolean register() {
    if (armed || ended.getCount() == 0) {
      return true;
    }
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      armed = true;
      return true;
    } catch (IllegalStateException e) {
      return false; // the JVM ends already
    }
  }

  /** The worker has ended: nothing is left to drain, and no caller waits any longer. */
  synchronized void ended() {
    ended.countDown();
    if (armed) {
      armed = false;
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        LOG.debug("the JVM ends, and the hook with it");
      }
    }
  }

  /** Waits until the worker has ended. */
  void await() throws InterruptedException {
    ended.await();
  }
}
