package io.streamweir.cli.demo;

import io.streamweir.cli.failure.Failures;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Ends what was started, last things first, once: when it is closed or at the latest when the JVM
 * ends. Thread-safe.
 */
final class Cleanup implements AutoCloseable {
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private volatile boolean begun;

  Cleanup() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "cleanup"));
  }

  /** To be done later. Done at once where the cleanup has begun already. */
  synchronized void later(Runnable step) {
    steps.push(step);
    if (begun) {
      close();
    }
  }

  /** Whether everything is being ended, so that failures mean nothing any more. */
  boolean begun() {
    return begun;
  }

  @Override
  public void close() {
    begun = true;
    synchronized (this) {
      while (!steps.isEmpty()) {
        tryTo(steps.pop());
      }
    }
  }

  /** One step that fails does not keep the others from being done. */
  private static void tryTo(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      System.err.println("streamweir: cleaning up: " + Failures.message(e));
    }
  }
}
