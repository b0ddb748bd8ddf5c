package io.streamweir.client;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that send what waited until an answer came. Users' code never runs on them, so that
 * none of it keeps jobs waiting. They are daemons, and end after a minute without work.
 */
final class SendThreads {
  private static final int IDLE_SECONDS = 60;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** As many as there is work for: a task writes and ends. */
  static final Executor POOL =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          SendThreads::thread);

  private SendThreads() {}

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "streamweir-send-" + NUMBER.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
