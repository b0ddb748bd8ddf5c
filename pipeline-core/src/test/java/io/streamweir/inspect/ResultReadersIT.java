package io.streamweir.inspect;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.XTrimArgs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.client.ResultLog;
import io.streamweir.metrics.BacklogMetrics;
import io.streamweir.metrics.MetricNames;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators see of the readers of a log of results. */
@WithRedis
class ResultReadersIT {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Rig rig;
  private BacklogMetrics metrics;

  private static Pipeline<Text> pipeline(Duration kept) {
    return Pipeline.named("watched")
        .accepts(Text.class)
        .keepResults(kept)
        .stage("work", Text.class, (text, context) -> Outcome.finish(text))
        .build();
  }

  @BeforeEach
  void open(RedisSpace space) {
    rig = Rig.on(space, pipeline(Duration.ofDays(7)));
    metrics = new BacklogMetrics(registry, rig.link, rig.pipeline);
    ResultLog.open(rig.link, rig.pipeline).follow("billing", end -> {}).close();
    rig.worker();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private void end(int jobs) {
    long before = rig.redis.xlen(rig.keys.ends());
    rig.submitNumbers(jobs);
    until(() -> rig.redis.xlen(rig.keys.ends()) == before + jobs);
  }

  private double gauge(String name) {
    return registry.get(name).tag(MetricNames.READER, "billing").gauge().value();
  }

  private List<Doctor.Finding> findings(Pipeline<Text> of) {
    return new Doctor(rig.link, of, Rig.LEASE)
        .examine().stream().filter(finding -> finding.what().startsWith("reader ")).toList();
  }

  @Test
  void areCountedAndExamined() {
    end(30);
    metrics.refresh();
    assertThat(metrics.up()).isTrue();
    assertThat(gauge(MetricNames.RESULTS_UNREAD)).isEqualTo(30);
    assertThat(gauge(MetricNames.RESULTS_UNREAD_AGE)).isPositive();
    assertThat(gauge(MetricNames.RESULTS_MISSED)).isZero();
    assertThat(registry.get(MetricNames.RESULTS_KEPT).gauge().value()).isEqualTo(7 * 86_400);
    assertThat(findings(rig.pipeline)).isEmpty();

    rig.redis.xtrim(rig.keys.ends(), new XTrimArgs().maxlen(10).exactTrimming());
    metrics.refresh();
    assertThat(gauge(MetricNames.RESULTS_UNREAD)).isEqualTo(10);
    assertThat(gauge(MetricNames.RESULTS_MISSED)).isEqualTo(20);
    expectOneFinding(false, "reader billing of the results is out of the log: 20 ends were");

    ResultLog log = ResultLog.open(rig.link, rig.pipeline);
    rig.keep(log.follow("billing", end -> {}));
    until(() -> log.readers().get(0).unread() == 0);
    metrics.refresh();
    assertThat(gauge(MetricNames.RESULTS_MISSED)).isEqualTo(20);
    expectOneFinding(true, "reader billing of the results has been out of the log: 20 ends");
  }

  private void expectOneFinding(boolean healthy, String what) {
    List<Doctor.Finding> found = findings(rig.pipeline);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).healthy()).isEqualTo(healthy);
    assertThat(found.get(0).what()).startsWith(what);
    assertThat(found.get(0).advice()).isNotEmpty();
  }

  @Test
  void areSaidToFallOutBeforeTheyDo() {
    end(1);
    rig.redis.hset(
        io.streamweir.internal.entry.Keys.meta(rig.link, "watched"), "keep-results", "1000");
    until(
        () ->
            findings(rig.pipeline).stream()
                .anyMatch(found -> found.what().contains("is about to fall out of the log")));
  }

  @Test
  void areNotAskedForWhereThereIsNoLog() {
    Pipeline<Text> without = pipeline(Duration.ofDays(7)).withKeptResults(Duration.ZERO);
    assertThat(new Inspector(rig.link, without).resultReaders()).isEmpty();
  }
}
