package io.streamweir.internal.lane;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes a worker's threads. */
public final class Threads {
  private Threads() {}

  /**
   * One virtual thread per entry where that is wanted and the JVM has them (21 and later), else
   * threads that are kept for a minute. Crews bound how many they use; one that does not come back
   * must keep no place.
   */
  public static ExecutorService perEntry(String name, boolean virtual) {
    if (!virtual) {
      return Executors.newCachedThreadPool(named(name, true));
    }
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool(named(name, true));
    }
  }

  /**
   * Two threads that keep the JVM alive until they are shut down, also while all lanes rest. They
   * run from now on: else a program whose main method has returned could end before the first task.
   */
  public static ScheduledExecutorService timer(String name) {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2, named(name, false));
    timer.setRemoveOnCancelPolicy(true); // a handler's timeout must not outlive the handler
    timer.prestartAllCoreThreads();
    return timer;
  }

  private static ThreadFactory named(String name, boolean daemon) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(daemon);
      return thread;
    };
  }
}
