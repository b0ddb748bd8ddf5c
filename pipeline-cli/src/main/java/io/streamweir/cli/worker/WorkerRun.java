package io.streamweir.cli.worker;

import io.streamweir.cli.session.Session;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a worker process: it waits for its Redis, works, and drains when it is told to stop.
 */
final class WorkerRun {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerRun.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Session session;
  private final RedisConfig redis;
  private final WorkerConfig config;
  private final List<Pipeline<?>> pipelines;
  private final MetricsOptions metrics;
  private final ApiOptions api;
  private final boolean withBacklog;
  private final WorkerHealth health;
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * A run that has not begun.
   *
   * @param api where it serves the API, if at all
   * @param withBacklog whether its metrics include what waits at the server
   */
  WorkerRun(
      Session session,
      WorkerConfig config,
      List<Pipeline<?>> pipelines,
      MetricsOptions metrics,
      ApiOptions api,
      boolean withBacklog) {
    this.session = session;
    this.redis = session.redis();
    this.config = config;
    this.pipelines = pipelines;
    this.metrics = metrics;
    this.api = api;
    this.withBacklog = withBacklog;
    this.health = new WorkerHealth(redis, config.lease());
  }

  /** Asks it to drain. */
  void stop() {
    stop.countDown();
  }

  /** Works until {@link #stop} and answers with the exit status. */
  int untilStopped() throws InterruptedException {
    if (!ProcessServer.wanted(metrics, api)) {
      return untilStopped(null, null);
    }
    try (MetricsExport export = new MetricsExport(metrics.byPartition());
        ProcessServer server =
            ProcessServer.start(metrics, api, session, pipelines, export, health)) {
      session.out().line(server.place());
      return server.awaitUsers(session, redis, stop) ? untilStopped(export, server) : 0;
    }
  }

  private int untilStopped(@Nullable MetricsExport export, @Nullable ProcessServer server)
      throws InterruptedException {
    Duration wait = FIRST_WAIT;
    while (true) {
      try (RedisLink link = session.openLink(redis)) {
        work(link, export, server);
        return 0;
      } catch (RedisCallException e) {
        if (!e.passing()) {
          throw e;
        }
        LOG.warn("{}; trying again in {} ms", e.getMessage(), wait.toMillis());
      }
      if (stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        return 0;
      }
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
    }
  }

  private void work(RedisLink link, @Nullable MetricsExport export, @Nullable ProcessServer server)
      throws InterruptedException {
    List<Worker> workers = new ArrayList<>();
    try {
      for (Pipeline<?> pipeline : pipelines) {
        WorkerConfig own = ours(pipeline);
        workers.add(
            Worker.start(
                link, pipeline, export == null ? own : own.withListener(export.listener(link))));
      }
      health.started(workers);
      if (export != null) {
        export.watch(link, withBacklog ? pipelines : List.of());
      }
      session.out().line(ready());
      stop.await();
      health.drains();
      LOG.info(
          "stopping: no more reading, running handlers have {} s",
          config.drainTimeout().toSeconds());
    } finally {
      boolean stopped = stop.getCount() == 0;
      drain(workers, stopped && server != null ? server::drain : () -> {});
    }
    LOG.info("stopped");
  }

  /**
   * All at once, so that they share the drain timeout, and clients of the API do not prolong it.
   */
  private static void drain(List<Worker> workers, Runnable clients) {
    Stream.concat(Stream.of(clients), workers.stream().<Runnable>map(worker -> worker::close))
        .map(CompletableFuture::runAsync)
        .toList()
        .forEach(CompletableFuture::join);
  }

  private WorkerConfig ours(Pipeline<?> pipeline) {
    return config.withStages(
        stages(pipeline).stream()
            .filter(stage -> config.stages().contains(stage))
            .collect(Collectors.toSet()));
  }

  private String ready() {
    String work =
        pipelines.stream()
            .map(pipeline -> pipeline.name() + " (" + String.join(", ", worked(pipeline)) + ")")
            .collect(Collectors.joining(", "));
    return "worker " + config.consumer() + " is ready: " + work + " at " + redis.address();
  }

  private List<String> worked(Pipeline<?> pipeline) {
    return stages(pipeline).stream()
        .filter(stage -> config.stages().isEmpty() || config.stages().contains(stage))
        .toList();
  }

  private static List<String> stages(Pipeline<?> pipeline) {
    return pipeline.stages().stream().map(StageDefinition::name).toList();
  }
}
