package io.streamweir.spring.boot.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepListener;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.metrics.BacklogMetrics;
import io.streamweir.metrics.RedisMetrics;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Looks every few seconds at Redis and at what waits there, in the background. Its meters begin
 * when Redis is there for the first time.
 */
final class BacklogExport implements SmartInitializingSingleton, DisposableBean {
  private final MeterRegistry registry;
  private final RedisLink link;
  private final Supplier<List<Pipeline<?>>> pipelines;
  private final MetricsProperties properties;
  // A look waits for Redis, and one that waits must not keep the others waiting.
  private final ExecutorService lookers = Executors.newCachedThreadPool(BacklogExport::thread);
  private final Upkeep refresher =
      new Upkeep("streamweir-metrics", lookers, thrown -> false, UpkeepListener.NONE);

  BacklogExport(
      MeterRegistry registry,
      RedisLink link,
      Supplier<List<Pipeline<?>>> pipelines,
      MetricsProperties properties) {
    this.registry = registry;
    this.link = link;
    this.pipelines = pipelines;
    this.properties = properties;
  }

  /** Meters that are made at the first look that reaches Redis. */
  private static final class Look implements UpkeepTask.Work {
    private final Supplier<Runnable> begin;
    private @Nullable Runnable refresh;

    Look(Supplier<Runnable> begin) {
      this.begin = begin;
    }

    @Override
    public void run() {
      Runnable known = refresh;
      if (known == null) {
        known = begin.get();
        refresh = known;
      }
      known.run();
    }
  }

  @Override
  public void afterSingletonsInstantiated() {
    start("Redis", () -> new RedisMetrics(registry, link)::refresh);
    for (Pipeline<?> pipeline : pipelines.get()) {
      start(
          "the backlog of " + pipeline.name(),
          () -> new BacklogMetrics(registry, link, pipeline, properties.byPartition())::refresh);
    }
  }

  private void start(String of, Supplier<Runnable> begin) {
    refresher
        .start(
            UpkeepTask.every(
                properties.refresh(),
                "metrics",
                "asking for the metrics of " + of,
                new Look(begin)))
        .wake();
  }

  private static Thread thread(Runnable look) {
    Thread thread = new Thread(look, "streamweir-metrics-look");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void destroy() {
    refresher.close();
    lookers.shutdownNow();
  }
}
