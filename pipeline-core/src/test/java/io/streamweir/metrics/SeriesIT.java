package io.streamweir.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.client.JobClient;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many series a worker costs: they must not grow with the partitions. */
@WithRedis
class SeriesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** For those of the JVM, of which there are about a hundred, some are left of 1,500. */
  private static final int MOST = 1_400;

  private static Pipeline<Text> of(int partitions) {
    return Pipeline.named("wide")
        .accepts(Text.class)
        .partitions(partitions)
        .priorities()
        .stage("one", Text.class, (text, context) -> Outcome.forward(text))
        .stage("two", Text.class, (text, context) -> Outcome.forward(text))
        .stage("three", Text.class, (text, context) -> Outcome.forward(text))
        .stage(
            "four",
            Text.class,
            (text, context) -> {
              if (text.getValue().equals("bad")) {
                throw new IllegalStateException("it is bad");
              }
              return Outcome.finish(text);
            },
            config -> config.withFailure(FailurePolicy.never()))
        .build();
  }

  @Test
  void areFewAtFourStagesOf64PartitionsAndThreePriorities(RedisSpace space) {
    List<String> series = series(space, 64, false);
    assertThat(series).hasSizeLessThan(MOST);
    assertThat(series).noneMatch(line -> line.contains("partition=\""));
  }

  @Test
  void tellOfEachPartitionOnRequest(RedisSpace space) {
    List<String> series = series(space, 3, true);
    assertThat(series).filteredOn(line -> line.contains("partition=\"2\"")).hasSize(4 * 4);
    assertThat(series)
        .filteredOn(line -> line.startsWith("streamweir_partition_settled_total"))
        .hasSize(4 * 3);
  }

  private static List<String> series(RedisSpace space, int partitions, boolean byPartition) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    Pipeline<Text> pipeline = of(partitions);
    try (RedisLink link = RedisLink.open(redis);
        JobClient<Text> jobs = JobClient.connect(link, pipeline)) {
      new RedisMetrics(registry, link).refresh();
      BacklogMetrics backlog = new BacklogMetrics(registry, link, pipeline, byPartition);
      WorkerMetrics metrics = new WorkerMetrics(registry, link);
      try (Worker worker =
          Worker.start(link, pipeline, WorkerConfig.defaults().withListener(metrics))) {
        assertThat(worker.lanes()).hasSize(4 * partitions * Priority.values().length);
        jobs.submitAll(
            IntStream.range(0, 200).mapToObj(i -> new Text(i % 10 == 0 ? "bad" : "x")).toList());
        await().atMost(PATIENCE).until(() -> settled(registry) == 4 * 200);
        backlog.refresh();
        return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
      }
    }
  }

  private static double settled(PrometheusMeterRegistry registry) {
    return registry.find(MetricNames.ENTRIES).counters().stream().mapToDouble(c -> c.count()).sum();
  }
}
