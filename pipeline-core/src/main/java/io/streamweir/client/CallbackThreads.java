package io.streamweir.client;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which users' continuations and listeners run, where {@link
 * ClientConfig#callbackExecutor} names no others. All clients of a JVM share them. They are
 * daemons, are started when there is work, and end after a minute without any.
 *
 * <p>Where a continuation waits for a future, as it does in every blocking call of a client,
 * another thread takes over. Where it waits for something else, it keeps one of the threads.
 */
final class CallbackThreads {
  private static final int LEAST = 8;
  private static final int MOST = 1_024;
  private static final int IDLE_SECONDS = 60;

  private CallbackThreads() {}

  /** The threads that all clients share. */
  static Executor shared() {
    return Shared.POOL;
  }

  /** Made when it is first asked for. */
  private static final class Shared {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ForkJoinPool POOL =
        new ForkJoinPool(
            Math.max(LEAST, Runtime.getRuntime().availableProcessors()),
            Shared::thread,
            null,
            true, // in the order of arrival
            0,
            MOST,
            1,
            pool -> true, // beyond the most they wait for each other
            IDLE_SECONDS,
            TimeUnit.SECONDS);

    private static ForkJoinWorkerThread thread(ForkJoinPool pool) {
      ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
      thread.setName("streamweir-callback-" + NUMBER.incrementAndGet());
      thread.setContextClassLoader(CallbackThreads.class.getClassLoader());
      return thread;
    }
  }
}
