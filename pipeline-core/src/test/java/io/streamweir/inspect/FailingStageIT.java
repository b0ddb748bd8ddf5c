package io.streamweir.inspect;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.client.JobClient;
import io.streamweir.metrics.MetricNames;
import io.streamweir.metrics.WorkerMetrics;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stage that fails as a whole has no backlog: everything else must tell of it. */
@WithRedis
class FailingStageIT {
  private static final int JOBS = 60;

  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("refused")
          .accepts(Text.class)
          .partitions(2)
          .stage(
              "bank",
              Text.class,
              (text, context) -> {
                if (text.getValue().equals("well")) {
                  return Outcome.finish(text);
                }
                if (text.getValue().equals("later")) {
                  return Outcome.postpone(Duration.ofHours(1), "not yet");
                }
                if (text.getValue().equals("bad")) {
                  return Outcome.reject("no such account");
                }
                throw new ConnectException("the bank is closed");
              },
              config -> config.withFailure(FailurePolicy.never()))
          .build();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private RedisLink link;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    link.close();
    registry.close();
  }

  private Worker handle(String text, int jobs) {
    WorkerMetrics metrics = new WorkerMetrics(registry, link);
    Worker worker = Worker.start(link, PIPELINE, WorkerConfig.defaults().withListener(metrics));
    try (JobClient<Text> client = JobClient.connect(link, PIPELINE)) {
      client.submitAll(IntStream.range(0, jobs).mapToObj(i -> new Text(text)).toList());
    }
    return worker;
  }

  private Attempts attempts() {
    return new Inspector(link, PIPELINE).status().get(0).attempts();
  }

  private List<Doctor.Finding> found() {
    return new Doctor(link, PIPELINE, Duration.ofSeconds(15))
        .examine().stream().filter(f -> f.what().startsWith("stage bank fails")).toList();
  }

  private double counted(String name, String tag, String value) {
    return registry.get(name).tag(tag, value).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  @Test
  void isLoudWhereAllOfItsAttemptsFail() {
    try (Worker worker = handle("well", JOBS)) {
      await().atMost(PATIENCE).until(() -> attempts().ended() == JOBS);
      assertThat(attempts()).isEqualTo(new Attempts(JOBS, 0, 0, "", 0));
      assertThat(found()).isEmpty();
      assertThat(worker.lanes()).hasSize(2);
    }
    try (Worker worker = handle("closed", JOBS)) {
      await().atMost(PATIENCE).until(() -> attempts().failed() == JOBS);
      assertThat(worker.lanes()).hasSize(2);
      Attempts attempts = attempts();
      assertThat(attempts.failing()).isTrue();
      assertThat(attempts.failingSeconds()).isPositive();
      assertThat(attempts.cause()).isEqualTo("java.net.ConnectException");
      assertThat(found())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.healthy()).isFalse();
                assertThat(finding.what())
                    .contains("100 % of its attempts", "(60 of 60)", "java.net.ConnectException");
              });
    }
    String exception = "java.net.ConnectException";
    assertThat(counted(MetricNames.ATTEMPTS_FAILED, "exception", exception)).isEqualTo(JOBS);
    assertThat(counted(MetricNames.DEAD_LETTERS, "reason", "attempts")).isEqualTo(JOBS);
    assertThat(attempts()).as("a worker that stopped says no more").isEqualTo(Attempts.NONE);
  }

  @Test
  void isLoudWhereItRejectsEverything() {
    try (Worker worker = handle("bad", JOBS)) {
      await().atMost(PATIENCE).until(() -> attempts().failed() == JOBS);
      assertThat(worker.lanes()).hasSize(2);
      assertThat(found())
          .singleElement()
          .satisfies(finding -> assertThat(finding.healthy()).isFalse());
    }
    assertThat(counted(MetricNames.ATTEMPTS_FAILED, "exception", "none")).isEqualTo(JOBS);
    assertThat(counted(MetricNames.DEAD_LETTERS, "reason", "rejected")).isEqualTo(JOBS);
  }

  @Test
  void isCalmWhereEntriesAreMerelyPutOff() {
    try (Worker worker = handle("later", JOBS)) {
      await().atMost(PATIENCE).until(() -> attempts().ended() == JOBS);
      assertThat(worker.lanes()).hasSize(2);
      assertThat(attempts().failed()).isZero();
      assertThat(found()).isEmpty();
    }
    assertThat(counted(MetricNames.ENTRIES, "outcome", "postponed")).isEqualTo(JOBS);
    assertThat(counted(MetricNames.ENTRIES, "outcome", "retried")).isZero();
  }
}
