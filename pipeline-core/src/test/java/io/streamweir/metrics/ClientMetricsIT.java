package io.streamweir.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.client.ClientConfig;
import io.streamweir.client.InboxFullException;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.client.SubmitUncertainException;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

@WithRedis
class ClientMetricsIT {
  private static final Duration COMMAND = Duration.ofSeconds(1);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private static Pipeline<Text> pipeline(String name) {
    return Pipeline.named(name)
        .accepts(Text.class)
        .stage("only", Text.class, (text, c) -> Outcome.finish(text), c -> c.withMaxBacklog(10))
        .build();
  }

  @Test
  void countsJobsByOutcomeAndTimesTheirSubmits(RedisSpace space) throws Exception {
    try (TcpProxy proxy = TcpProxy.to(space.server());
        RedisLink link =
            RedisLink.open(
                RedisConfig.of(proxy.uri())
                    .withNamespace(space.namespace())
                    .withCommandTimeout(COMMAND)
                    .withName("eu-1"));
        JobClient<Text> one = client(link, "one", new ClientMetrics(registry, link));
        JobClient<Text> two = client(link, "two", new ClientMetrics(registry, link))) {
      SubmitOptions once = SubmitOptions.defaults().withDedupe("k", Duration.ofHours(1));
      one.submit(new Text("a"), once);
      one.submit(new Text("a"), once);
      one.source("s").submit(Collections.nCopies(4, new Text("b")));
      one.source("s").submit(Collections.nCopies(3, new Text("b")));
      assertThatExceptionOfType(InboxFullException.class)
          .isThrownBy(() -> one.submitAll(Collections.nCopies(7, new Text("c"))));
      two.submit(new Text("d"));
      proxy.dropReplies(true);
      assertThatExceptionOfType(SubmitUncertainException.class)
          .isThrownBy(() -> two.submit(new Text("e")));
    }
    Exposition exposed = Exposition.of(registry.scrape());
    assertThat(submitted(exposed, "one", "accepted")).isEqualTo(1 + 4 + 5);
    assertThat(submitted(exposed, "one", "duplicate")).isEqualTo(1 + 3);
    assertThat(submitted(exposed, "one", "full")).isEqualTo(2);
    assertThat(submitted(exposed, "one", "failed")).isZero();
    assertThat(submitted(exposed, "two", "accepted")).isEqualTo(1);
    assertThat(submitted(exposed, "two", "uncertain")).isEqualTo(1);
    assertThat(exposed.sum("streamweir_submit_seconds_count", "pipeline", "two")).isEqualTo(2);
    assertThat(exposed.sum("streamweir_submit_seconds_sum", "pipeline", "two"))
        .isBetween(COMMAND.toMillis() / 1e3, 5.0);
    assertThat(exposed.sum("streamweir_submit_seconds_bucket", "pipeline", "two", "le", "+Inf"))
        .isEqualTo(2);
    expectLabels(exposed, space.namespace());
  }

  private static void expectLabels(Exposition exposed, String namespace) {
    assertThat(exposed.series())
        .filteredOn(s -> s.name().startsWith("streamweir_submit"))
        .isNotEmpty()
        .allSatisfy(
            s ->
                assertThat(s.labels())
                    .containsEntry("redis", "eu-1")
                    .containsEntry("redis_namespace", namespace));
  }

  private static JobClient<Text> client(RedisLink link, String pipeline, ClientMetrics metrics) {
    return JobClient.connect(
        link, pipeline(pipeline), ClientConfig.defaults().withListener(metrics));
  }

  private static double submitted(Exposition exposed, String pipeline, String outcome) {
    return exposed.sum("streamweir_submitted_total", "pipeline", pipeline, "outcome", outcome);
  }
}
