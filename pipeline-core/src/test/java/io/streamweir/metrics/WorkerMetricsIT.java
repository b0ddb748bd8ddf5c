package io.streamweir.metrics;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBucket;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@WithRedis
class WorkerMetricsIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("counted")
          .accepts(Text.class)
          .partitions(2)
          .stage("one", Text.class, (text, context) -> Outcome.forward(text))
          .stage(
              "two",
              Text.class,
              (text, context) ->
                  switch (text.getValue()) {
                    case "reject" -> Outcome.reject("no");
                    case "drop" -> Outcome.drop();
                    case "again" ->
                        context.attempt() == 1
                            ? Outcome.retryLater(Duration.ofMillis(1), "later")
                            : Outcome.finish(text);
                    default -> Outcome.finish(text);
                  })
          .build();

  @Test
  void countsEveryEntryOnceByItsOutcome(RedisSpace space) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().commonTags("app", "shop");
    String text = afterWork(space, registry, registry::scrape);

    Exposition exposed = Exposition.of(text);
    assertThat(exposed.sum("streamweir_entries_total", "stage", "one")).isEqualTo(300);
    assertThat(exposed.sum("streamweir_entries_total", "outcome", "finished")).isEqualTo(280);
    assertThat(exposed.sum("streamweir_entries_total", "outcome", "dead")).isEqualTo(10);
    assertThat(exposed.sum("streamweir_entries_total", "outcome", "dropped")).isEqualTo(10);
    assertThat(exposed.sum("streamweir_entries_total", "outcome", "retried")).isEqualTo(10);
    assertThat(exposed.sum("streamweir_results_published_total", "status", "failed")).isEqualTo(10);
    assertThat(exposed.sum("streamweir_entries_promoted_total")).isEqualTo(10);
    assertThat(exposed.sum("streamweir_entries_read_total")).isEqualTo(610);
    assertThat(exposed.sum("streamweir_entry_handling_seconds_count")).isEqualTo(610);
    assertThat(exposed.sum("streamweir_entry_handling_seconds_bucket", "le", "+Inf"))
        .isEqualTo(610);
    assertThat(exposed.sum("streamweir_entry_handling_seconds_sum")).isPositive();
    assertThat(exposed.sum("streamweir_settle_batch_entries_sum")).isEqualTo(610);
    assertThat(exposed.sum("streamweir_lane_concurrency")).isEqualTo(4);
    assertThat(exposed.sum("streamweir_lane_poll_age_seconds")).isBetween(0.0, 80.0);
    assertThat(exposed.series())
        .filteredOn(s -> s.name().startsWith("streamweir_entr"))
        .allSatisfy(
            s ->
                assertThat(s.labels())
                    .containsKey("redis")
                    .containsEntry("redis_namespace", space.namespace())
                    .containsEntry("pipeline", "counted")
                    .containsEntry("app", "shop"));
  }

  /** The job's first entries are a minute old: by the server's clock, whatever ours shows. */
  @Test
  void measuresWaitingByTheServersClock(RedisSpace space) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Exposition exposed = Exposition.of(afterWork(space, registry, registry::scrape));
    double counted = exposed.sum("streamweir_entry_waiting_seconds_count");
    assertThat(counted).isPositive();
    assertThat(exposed.sum("streamweir_entry_waiting_seconds_bucket", "le", "10.0"))
        .isEqualTo(counted);
    assertThat(exposed.sum("streamweir_job_duration_seconds_bucket", "le", "30.0")).isPositive();
    assertThat(exposed.sum("streamweir_job_duration_seconds_count", "stage", "one")).isZero();
  }

  @Test
  void usesTimersInAnyOtherRegistry(RedisSpace space) {
    MeterRegistry registry = new SimpleMeterRegistry();
    Timer handling =
        afterWork(
            space, registry, () -> registry.get(MetricNames.HANDLING).tag("stage", "two").timer());
    assertThat(handling.count()).isEqualTo(310);
    assertThat(handling.totalTime(TimeUnit.SECONDS)).isPositive();
    assertThat(handling.takeSnapshot().histogramCounts()).hasSize(Bounds.HANDLING.nanos().length);
  }

  @Test
  void countsEntriesOfCancelledJobsByThemselves(RedisSpace space) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(redis);
        JobClient<Text> jobs = JobClient.connect(link, PIPELINE)) {
      jobs.submitAll(List.of(new Text("x"), new Text("x"), new Text("x")))
          .subList(0, 2)
          .forEach(jobs::cancel);
      WorkerMetrics metrics = new WorkerMetrics(registry, link);
      try (Worker worker =
          Worker.start(link, PIPELINE, WorkerConfig.defaults().withListener(metrics))) {
        assertThat(worker.lanes()).hasSize(4);
        await().atMost(PATIENCE).until(() -> settled(registry) == 4);
      }
    }
    Exposition exposed = Exposition.of(registry.scrape());
    assertThat(exposed.sum("streamweir_entries_total", "outcome", "cancelled")).isEqualTo(2);
    assertThat(exposed.sum("streamweir_entries_total", "stage", "one")).isEqualTo(3);
    assertThat(exposed.sum("streamweir_results_published_total")).isEqualTo(1);
  }

  @Test
  void showsTracesOfSlowEntriesAndNarrowBuckets(RedisSpace space) throws IOException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    String sampled = "4bf92f3577b34da6a3ce929d0e0e4736";
    String unsampled = "5bf92f3577b34da6a3ce929d0e0e4736";
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(redis);
        Worker worker =
            Worker.start(
                link,
                PIPELINE,
                WorkerConfig.defaults().withListener(new WorkerMetrics(registry, link)));
        JobClient<Text> jobs = JobClient.connect(link, PIPELINE)) {
      assertThat(worker.lanes()).hasSize(4);
      jobs.submit(new Text("x"), traced("00-" + sampled + "-00f067aa0ba902b7-01"));
      jobs.submit(new Text("x"), traced("00-" + unsampled + "-00f067aa0ba902b7-00"));
      await().atMost(PATIENCE).until(() -> settled(registry) == 4);
    }
    String text = registry.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(text.lines())
        .filteredOn(line -> line.startsWith("streamweir_entry_handling_seconds_bucket"))
        .anyMatch(line -> line.contains("# {trace_id=\"" + sampled + "\"}"));
    assertThat(text).doesNotContain(unsampled);
    assertThat(narrow(registry, "streamweir_entry_handling_seconds")).isEqualTo(4);
    ByteArrayOutputStream asked = new ByteArrayOutputStream();
    registry.scrape(
        asked,
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
            + " encoding=delimited");
    assertThat(asked.toString(StandardCharsets.ISO_8859_1))
        .contains("streamweir_entry_handling_seconds", sampled);
  }

  private static SubmitOptions traced(String parent) {
    return SubmitOptions.defaults().withHeaders(Map.of("traceparent", parent));
  }

  /** How many values the native buckets of a histogram have. */
  private static long narrow(PrometheusMeterRegistry registry, String name) {
    return registry.getPrometheusRegistry().scrape(name::equals).stream()
        .flatMap(metric -> metric.getDataPoints().stream())
        .map(HistogramSnapshot.HistogramDataPointSnapshot.class::cast)
        .mapToLong(
            point ->
                point.getNativeZeroCount()
                    + point.getNativeBucketsForPositiveValues().stream()
                        .mapToLong(NativeHistogramBucket::getCount)
                        .sum())
        .sum();
  }

  @Test
  void forgetsTheGaugesOfLanesThatEnded(RedisSpace space) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    afterWork(space, registry, () -> "");
    Exposition exposed = Exposition.of(registry.scrape());
    assertThat(exposed.series())
        .extracting(Exposition.Series::name)
        .contains("streamweir_entries_total")
        .doesNotContain("streamweir_lane_poll_age_seconds", "streamweir_lane_concurrency");
  }

  /** Handles 300 jobs and looks while the worker still runs. */
  private static <T> T afterWork(
      RedisSpace space, MeterRegistry registry, java.util.function.Supplier<T> look) {
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(redis);
        Worker worker =
            Worker.start(
                link,
                PIPELINE,
                WorkerConfig.defaults().withListener(new WorkerMetrics(registry, link)));
        JobClient<Text> jobs = JobClient.connect(link, PIPELINE)) {
      assertThat(worker.lanes()).hasSize(4);
      List<String> odd = List.of("reject", "drop", "again");
      jobs.submitAll(
          IntStream.range(0, 300).mapToObj(i -> new Text(i < 30 ? odd.get(i % 3) : "x")).toList());
      await().atMost(PATIENCE).until(() -> settled(registry) == 610);
      return look.get();
    }
  }

  private static double settled(MeterRegistry registry) {
    return registry.find(MetricNames.ENTRIES).counters().stream()
        .mapToDouble(io.micrometer.core.instrument.Counter::count)
        .sum();
  }
}
