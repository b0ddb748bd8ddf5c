package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.PublishedFacts;
import io.streamweir.metrics.BacklogMetrics;
import io.streamweir.metrics.WorkerMetrics;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Outboxes in states into which plain commands have brought them. */
@WithRedis
class OutboxExaminationIT {
  private static final Pipeline<Text> ORDERS =
      Pipeline.named("orders")
          .accepts(Text.class)
          .partitions(2)
          .stage(
              "price",
              Text.class,
              (text, context) -> Outcome.<Text>drop().submitting("billing", text),
              config -> config.withSubmitting(ChainTarget.of("billing", Text.class)))
          .build();

  private RedisLink link;
  private RedisCommands<String, String> redis;
  private long now;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> redis) {
    this.redis = redis;
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    now = new InboxQueries(link).now();
    PipelineMeta.agree(link, ORDERS);
  }

  @AfterEach
  void close() {
    link.close();
  }

  private static <I> Pipeline<I> billing(Class<I> input) {
    return Pipeline.named("billing")
        .accepts(input)
        .stage("bill", input, (job, context) -> Outcome.drop())
        .build();
  }

  private void waits(int partition, long seconds) {
    redis.xadd(
        Keys.of(link, "orders", partition).outbox("billing"),
        new XAddArgs().id(now - 1000 * seconds + "-*"),
        Map.of("j", "job", "t", "1", "p", ""));
  }

  private List<Doctor.Finding> troubles() {
    return new Doctor(link, ORDERS, Duration.ofSeconds(15))
        .examine().stream().filter(finding -> !finding.healthy()).toList();
  }

  @Test
  void tellsHowMuchWaitsAndSinceWhen() {
    waits(0, 90);
    waits(0, 30);
    waits(1, 5);
    OutboxStatus all = new Inspector(link, PublishedFacts.read(link, "orders")).outboxes().get(0);
    assertThat(all.target()).isEqualTo("billing");
    assertThat(all.waiting()).isEqualTo(3);
    assertThat(all.oldestSeconds()).isBetween(90.0, 120.0);
    assertThat(new Inspector(link, billing(Text.class)).outboxes()).isEmpty();
  }

  @Test
  void findsATargetThatHasNeverRunOneThatCannotReadAndOneThatTakesNothing() {
    assertThat(troubles())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.what())
                    .contains("stages that submit to pipeline 'billing' wait"));

    PipelineMeta.agree(link, billing(Text.class));
    waits(0, 30);
    assertThat(troubles()).isEmpty();

    waits(1, 90);
    assertThat(troubles())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.what())
                    .startsWith(
                        "1 job waits in partition 1 for pipeline 'billing'; the oldest has"
                            + " waited"));

    redis.del(Keys.meta(link, "billing"));
    PipelineMeta.agree(link, billing(Amount.class));
    assertThat(troubles())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.what())
                    .startsWith("pipeline 'billing' does not take what is submitted to it"));
  }

  @Test
  void areMeasuredByTarget() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    BacklogMetrics metrics = new BacklogMetrics(registry, link, ORDERS);
    waits(1, 90);
    metrics.refresh();
    new WorkerMetrics(registry, link).chained("orders", 1, "billing", 3);
    assertThat(lines(registry, "streamweir_outbox_jobs"))
        .singleElement()
        .satisfies(line -> assertThat(line).doesNotContain("partition").endsWith(" 1.0"));
    assertThat(lines(registry, "streamweir_outbox_oldest_seconds"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("target=\"billing\""));
    assertThat(lines(registry, "streamweir_jobs_chained_total"))
        .singleElement()
        .satisfies(line -> assertThat(line).endsWith(" 3.0"));
  }

  private static List<String> lines(PrometheusMeterRegistry registry, String name) {
    return registry.scrape().lines().filter(line -> line.startsWith(name + "{")).toList();
  }
}
