package io.streamweir.cli.worker;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.http.core.Route;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepListener;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import io.streamweir.metrics.BacklogMetrics;
import io.streamweir.metrics.BuildMetrics;
import io.streamweir.metrics.RedisMetrics;
import io.streamweir.metrics.WorkerMetrics;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** All metrics of one process, asked for in the background. */
final class MetricsExport implements AutoCloseable {
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private @Nullable WorkerMetrics workers;
  private final boolean byPartition;
  private final Map<String, BooleanSupplier> seen = new ConcurrentHashMap<>(); // by what is seen
  // A look waits for Redis, and one that waits must not keep the others waiting.
  private final ExecutorService lookers = Executors.newCachedThreadPool(MetricsExport::thread);
  private final Upkeep refresher =
      new Upkeep("streamweir-metrics", lookers, thrown -> false, UpkeepListener.NONE);

  /**
   * Metrics of this process.
   *
   * @param byPartition whether partitions have series of their own
   */
  MetricsExport(boolean byPartition) {
    this.byPartition = byPartition;
    new BuildMetrics().bindTo(registry);
    new JvmInfoMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  /** Serves them. */
  Route route() {
    return MetricsRoute.of(registry);
  }

  /** Counts what workers do; the same listener at each call. */
  synchronized WorkerListener listener(RedisLink link) {
    WorkerMetrics known = workers;
    WorkerMetrics all = known == null ? new WorkerMetrics(registry, link) : known;
    workers = all;
    return all;
  }

  /** Looks at Redis, and at the backlog of these pipelines, from now on, every few seconds. */
  void watch(RedisLink link, List<Pipeline<?>> pipelines) {
    RedisMetrics redis = new RedisMetrics(registry, link);
    refresh("Redis", redis::refresh);
    for (Pipeline<?> pipeline : pipelines) {
      BacklogMetrics backlog = new BacklogMetrics(registry, link, pipeline, byPartition);
      seen.put(pipeline.name(), backlog::up);
      refresh("the backlog of " + pipeline.name(), backlog::refresh);
    }
  }

  private static Thread thread(Runnable look) {
    Thread thread = new Thread(look, "streamweir-metrics-look");
    thread.setDaemon(true);
    return thread;
  }

  private void refresh(String of, UpkeepTask.Work work) {
    refresher
        .start(UpkeepTask.every(REFRESH, "metrics", "asking for the metrics of " + of, work))
        .wake();
  }

  /** Whether it looks at pipelines. */
  boolean looks() {
    return !seen.isEmpty();
  }

  /** The pipelines whose last look failed, or is a minute old. */
  List<String> unseen() {
    return seen.keySet().stream()
        .filter(pipeline -> !seen.getOrDefault(pipeline, () -> false).getAsBoolean())
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    refresher.close();
    lookers.shutdownNow();
    garbageCollection.close();
    registry.close();
  }
}
