package io.streamweir.spring.boot.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the workers of all pipelines with the application, and drains them side by side when it
 * stops. Where Redis is away, they begin when it is there. May be stopped and started again.
 * Thread-safe.
 *
 * <p>It stops after listeners and after the web server has begun to take no requests, and before
 * the web server itself. So a request that waits for a result which a worker of this application
 * makes still gets it.
 */
public final class PipelineWorkers implements SmartLifecycle, DisposableBean {
  /**
   * Between the web server's graceful shutdown, at -1024, and the end of a management server, at
   * -1536: health is told on its port while workers drain. The web server stops at -2048.
   */
  public static final int PHASE = DEFAULT_PHASE - 1280;

  private static final long RETRY_SECONDS = 1;

  private final List<PipelineWorker> workers;
  private @Nullable ScheduledExecutorService starting;

  PipelineWorkers(List<PipelineWorker> workers) {
    this.workers = List.copyOf(workers);
  }

  /** The worker of each pipeline that this instance works on. */
  public List<PipelineWorker> workers() {
    return workers;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public synchronized boolean isRunning() {
    return starting != null;
  }

  /** Fails where a worker cannot start for another reason than that Redis is away. */
  @Override
  public synchronized void start() {
    if (starting != null) {
      return;
    }
    workers.forEach(PipelineWorker::prepare);
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "streamweir-start");
              thread.setDaemon(true);
              return thread;
            });
    starting = timer;
    attempt();
    for (PipelineWorker worker : workers) {
      if (worker.state() == PipelineWorker.State.FAILED) {
        RuntimeException failure = worker.failure().orElseThrow();
        stop();
        throw failure;
      }
    }
    timer.scheduleWithFixedDelay(
        () -> retry(timer), RETRY_SECONDS, RETRY_SECONDS, TimeUnit.SECONDS);
  }

  /** Until all work; what happens to Redis after that is the workers' own affair. */
  private void retry(ScheduledExecutorService timer) {
    attempt();
    if (workers.stream().allMatch(each -> each.state() == PipelineWorker.State.RUNNING)) {
      timer.shutdown();
    }
  }

  /** Where Redis is away for one, it is so for those behind it. */
  private void attempt() {
    for (PipelineWorker worker : workers) {
      worker.attempt();
      if (worker.state() == PipelineWorker.State.WAITING) {
        return;
      }
    }
  }

  @Override
  public void stop() {
    drained().join();
  }

  @Override
  public void stop(Runnable callback) {
    drained().whenComplete((drained, thrown) -> callback.run());
  }

  /** A context that is refreshed again ends its beans and stops none of them before. */
  @Override
  public void destroy() {
    stop();
  }

  /** Each drains on a thread of its own: all together take as long as the longest. */
  private synchronized CompletableFuture<?> drained() {
    ScheduledExecutorService timer = starting;
    if (timer == null) {
      return CompletableFuture.completedFuture(null);
    }
    timer.shutdownNow();
    starting = null;
    return CompletableFuture.allOf(
        workers.stream()
            .map(
                worker ->
                    CompletableFuture.runAsync(
                        worker::stop,
                        task ->
                            new Thread(task, "streamweir-drain-" + worker.pipeline().name())
                                .start()))
            .toArray(CompletableFuture[]::new));
  }
}
