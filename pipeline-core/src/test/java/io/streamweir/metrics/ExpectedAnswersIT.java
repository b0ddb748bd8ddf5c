package io.streamweir.metrics;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.client.JobClient;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a healthy system answers now and then is no failure: an operator looks for real ones. */
class ExpectedAnswersIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("healthy")
          .accepts(Text.class)
          .stage("only", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void aNewServerWithAWorkerThatStartsTwiceShowsNoFailedCommand() throws Exception {
    try (RedisServer server = RedisServer.start();
        RedisLink link = RedisLink.open(RedisConfig.of(server.uri()))) {
      RedisMetrics redis = new RedisMetrics(registry, link);
      BacklogMetrics backlog = new BacklogMetrics(registry, link, PIPELINE);
      backlog.refresh(); // of inboxes that are not there
      for (int start = 0; start < 2; start++) {
        try (Worker worker = Worker.start(link, PIPELINE, WorkerConfig.defaults());
            JobClient<Text> jobs = JobClient.connect(link, PIPELINE)) {
          assertThat(worker.lanes()).isNotEmpty();
          jobs.result(jobs.submit(new Text("a"))).get(Patience.SECONDS, TimeUnit.SECONDS);
        }
      }
      backlog.refresh();
      redis.refresh();
      assertThat(failures()).isEmpty();
      assertThat(registry.get(MetricNames.REDIS_COMMAND).tag("command", "XINFO").timer().count())
          .isPositive();

      link.shared().send(Command.HGET, Reply.VALUE, Call.args().addKey("without a field"));
      await().atMost(PATIENCE).until(() -> failures().equals(Map.of("HGET ERR", 1.0)));
    }
  }

  private Map<String, Double> failures() {
    return registry.find(MetricNames.REDIS_FAILURES).counters().stream()
        .collect(
            Collectors.toMap(
                each -> each.getId().getTag("command") + " " + each.getId().getTag("code"),
                each -> each.count()));
  }
}
