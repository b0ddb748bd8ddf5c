package io.streamweir.benchmarks.contestants;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.benchmarks.records.Order;
import io.streamweir.listener.WorkerListener;
import io.streamweir.metrics.WorkerMetrics;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.redis.RedisLink;
import java.util.Map;
import java.util.TreeMap;

/** All contestants by the name that a driver calls them. */
final class Contestants {
  private static final Map<String, Opener> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("hop.bare", BareHop::new),
              Map.entry("hop.streamweir", uri -> hop(uri, StreamweirHop.pipeline())),
              Map.entry(
                  "hop.streamweir-records",
                  uri -> hop(uri, StreamweirHop.pipeline(OrderRecord.class, config -> config))),
              Map.entry(
                  "hop.streamweir-metrics",
                  uri -> new StreamweirHop(uri, Contestants::metrics, StreamweirHop.pipeline())),
              Map.entry(
                  "hop.streamweir-ordered",
                  uri -> hop(uri, StreamweirHop.pipeline(Order.class, StageConfig::withOrder))),
              Map.entry("hop.jedis", uri -> new JedisHop(uri, false)),
              Map.entry("hop.jedis-script", uri -> new JedisHop(uri, true)),
              Map.entry("hop.redisson", RedissonHop::new),
              Map.entry("hop.spring", SpringHop::new),
              Map.entry("submit.bare", BareSubmit::new),
              Map.entry("submit.streamweir", StreamweirSubmit::new),
              Map.entry("submit.jedis", JedisSubmit::new),
              Map.entry("submit.redisson", RedissonSubmit::new),
              Map.entry("pipeline.bare", BarePipeline::new),
              Map.entry(
                  "pipeline.streamweir",
                  uri -> new StreamweirPipeline(uri, config -> config.withRunThrough(false))),
              Map.entry(
                  "pipeline.streamweir-through",
                  uri -> new StreamweirPipeline(uri, StageConfig::withRunThrough)),
              Map.entry("latency.bare", BareLatency::new),
              Map.entry(
                  "latency.streamweir",
                  uri -> new StreamweirLatency(uri, StreamweirLatency.PIPELINE)),
              Map.entry(
                  "latency.streamweir-through",
                  uri -> new StreamweirLatency(uri, StreamweirLatency.THROUGH)),
              Map.entry("blocking.streamweir", StreamweirBlocking::new),
              Map.entry("idle.plain", uri -> fleet(uri, Fleets.idle(b -> b))),
              Map.entry("idle.priorities", uri -> fleet(uri, Fleets.idle(b -> b.priorities()))),
              Map.entry("idle.keyed", uri -> fleet(uri, Fleets.idle(Fleets::keyed))),
              Map.entry("idle.window", uri -> fleet(uri, Fleets.idle(Fleets::windowed))),
              Map.entry("idle.first", IdleLatency::new),
              Map.entry("fleet.limited", uri -> fleet(uri, Fleets.limited())),
              Map.entry("fleet.holding", uri -> fleet(uri, Fleets.holding())),
              Map.entry("jobs.streamweir", StreamweirJobs::new),
              Map.entry("http.jobs", uri -> new HttpServe(uri, StreamweirHop.pipeline())),
              Map.entry("http.three", uri -> new HttpServe(uri, StreamweirLatency.PIPELINE)),
              Map.entry("http.one", uri -> new HttpServe(uri, HttpStreams.PIPELINE)),
              Map.entry("http.bulk", uri -> new HttpBulk()),
              Map.entry("http.wait", uri -> new HttpWait()),
              Map.entry("http.streams", HttpStreams::new)));

  private Contestants() {}

  /** Makes a contestant that talks to the Redis of this URI. */
  @FunctionalInterface
  interface Opener {
    Contestant open(String uri) throws Exception;
  }

  private static StreamweirHop hop(String uri, Pipeline<?> pipeline) {
    return new StreamweirHop(uri, link -> new WorkerListener() {}, pipeline);
  }

  private static StreamweirFleet fleet(String uri, Pipeline<Order> pipeline) {
    return new StreamweirFleet(uri, pipeline);
  }

  private static WorkerListener metrics(RedisLink link) {
    return new WorkerMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), link);
  }

  static Contestant open(String name, String uri) throws Exception {
    Opener opener = ALL.get(name);
    if (opener == null) {
      throw new IllegalArgumentException("no contestant " + name + "; there are " + ALL.keySet());
    }
    return opener.open(uri);
  }
}
