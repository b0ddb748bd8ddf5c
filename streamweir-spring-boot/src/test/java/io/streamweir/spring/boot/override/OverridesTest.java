package io.streamweir.spring.boot.override;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BatchConfig;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineDefinitionException;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.spring.boot.Engine;
import io.streamweir.spring.boot.Order;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Stages that run as properties say. Nothing here touches Redis. */
class OverridesTest {
  @Configuration(proxyBeanMethods = false)
  static class Orders {
    @Bean
    Pipeline<Order> orders() {
      return Pipeline.named("orders")
          .accepts(Order.class)
          .stage(
              "charge",
              Order.class,
              (order, context) -> Outcome.forward(order),
              config -> config.withMaxRunningPerKey(9))
          .batchStage("ship", Order.class, Orders::shipped, config -> config)
          .build();
    }

    private static List<? extends Outcome<Order>> shipped(List<BatchEntry<Order>> entries) {
      return entries.stream().map(entry -> Outcome.<Order>finish(entry.input())).toList();
    }
  }

  private static ApplicationContextRunner runner(String... properties) {
    return Engine.runner()
        .withUserConfiguration(Orders.class)
        .withPropertyValues("streamweir.worker.enabled=false")
        .withPropertyValues(properties);
  }

  private static StageConfig config(AssertableApplicationContext context, String stage) {
    return context.getBean("orders", Pipeline.class).stage(stage).config();
  }

  @Test
  void replacesWhatTheCodeSays() {
    String charge = "streamweir.pipelines.orders.stages.charge.";
    runner(
            charge + "concurrency=8",
            charge + "max-batch=9",
            charge + "max-deliveries=3",
            charge + "max-backlog=1000",
            charge + "max-payload=1KB",
            charge + "max-checkpoint=2KB",
            charge + "retention=1h",
            charge + "handler-timeout=2s",
            charge + "max-running=11",
            charge + "max-running-per-key=12")
        .run(
            context ->
                assertThat(config(context, "charge"))
                    .returns(8, StageConfig::concurrency)
                    .returns(9, StageConfig::maxBatch)
                    .returns(3, StageConfig::maxDeliveries)
                    .returns(1000L, StageConfig::maxBacklog)
                    .returns(1024, StageConfig::maxPayloadBytes)
                    .returns(2048, StageConfig::maxCheckpointBytes)
                    .returns(Duration.ofHours(1), StageConfig::retention)
                    .returns(Duration.ofSeconds(2), StageConfig::handlerTimeout)
                    .returns(11, config -> config.limits().maxRunning())
                    .returns(12, config -> config.keys().maxRunning()));
  }

  @Test
  void replacesPoliciesInPart() {
    String charge = "streamweir.pipelines.orders.stages.charge.";
    Backoff code = FailurePolicy.defaults().backoff();
    runner(
            charge + "max-attempts=7",
            charge + "backoff.initial=3s",
            charge + "backoff.jitter=0",
            "streamweir.pipelines.orders.stages.ship.backoff.factor=4",
            "streamweir.pipelines.orders.stages.ship.backoff.max=1h",
            "streamweir.pipelines.orders.stages.ship.batch.max-entries=30",
            "streamweir.pipelines.orders.stages.ship.batch.within=40ms")
        .run(
            context -> {
              assertThat(config(context, "charge").failure())
                  .isEqualTo(
                      FailurePolicy.attempts(
                          7, new Backoff(Duration.ofSeconds(3), code.factor(), code.max(), 0)));
              assertThat(config(context, "ship").failure().backoff())
                  .isEqualTo(new Backoff(code.initial(), 4, Duration.ofHours(1), code.jitter()));
              assertThat(config(context, "ship").batch())
                  .isEqualTo(new BatchConfig(30, Duration.ofMillis(40)));
            });
  }

  @Test
  void replacesRatesAndBreakers() {
    String charge = "streamweir.pipelines.orders.stages.charge.";
    runner(
            charge + "rate-limit.permits=100",
            charge + "rate-limit.per=1m",
            charge + "rate-limit.burst=6",
            charge + "rate-per-key.permits=10",
            charge + "rate-per-key.per=2s",
            charge + "rate-per-key.burst=4",
            charge + "breaker.window=20",
            charge + "breaker.failure-ratio=0.5",
            charge + "breaker.trials=2",
            charge + "breaker.rest.initial=1s",
            charge + "breaker.rest.max=9s",
            charge + "breaker.rest.factor=3",
            charge + "breaker.rest.jitter=0.25")
        .run(
            context -> {
              assertThat(config(context, "charge").limits().rate())
                  .isEqualTo(RateLimit.of(100, Duration.ofMinutes(1)).withBurst(6));
              assertThat(config(context, "charge").keys().rate())
                  .isEqualTo(RateLimit.of(10, Duration.ofSeconds(2)).withBurst(4));
              assertThat(config(context, "charge").breaker())
                  .returns(20, BreakerConfig::window)
                  .returns(0.5, BreakerConfig::failureRatio)
                  .returns(2, BreakerConfig::trials)
                  .returns(
                      new Backoff(Duration.ofSeconds(1), 3, Duration.ofSeconds(9), 0.25),
                      BreakerConfig::rest);
            });
  }

  private static FailureAnalysis analysis(AssertableApplicationContext context) {
    FailureAnalysis analysis =
        new UnknownNameFailureAnalyzer().analyze(context.getStartupFailure());
    assertThat(analysis).isNotNull();
    return analysis;
  }

  @Test
  void namesThePipelinesThatThereAre() {
    runner("streamweir.pipelines.order.stages.charge.concurrency=8")
        .run(
            context -> {
              FailureAnalysis analysis = analysis(context);
              assertThat(analysis.getDescription())
                  .isEqualTo(
                      "There is no pipeline 'order', but the property streamweir.pipelines.order"
                          + " names it.");
              assertThat(analysis.getAction())
                  .isEqualTo(
                      "Correct or remove the property streamweir.pipelines.order. Known are:"
                          + " orders.");
            });
  }

  @Test
  void namesTheStagesThatThereAre() {
    runner("streamweir.pipelines.orders.stages.chrage.concurrency=8")
        .run(
            context -> {
              FailureAnalysis analysis = analysis(context);
              assertThat(analysis.getDescription())
                  .contains("no stage of pipeline orders 'chrage'");
              assertThat(analysis.getAction()).endsWith("Known are: charge, ship.");
            });
    runner("streamweir.worker.stages=charge,wrap")
        .run(
            context -> {
              FailureAnalysis analysis = analysis(context);
              assertThat(analysis.getDescription())
                  .isEqualTo(
                      "There is no stage 'wrap', but the property streamweir.worker.stages names"
                          + " it.");
              assertThat(analysis.getAction()).endsWith("Known are: orders/charge, orders/ship.");
            });
  }

  @Test
  void namesTheKeysThatThereAre() {
    runner("streamweir.worker.leese=8s")
        .run(
            context -> {
              FailureAnalysis analysis = analysis(context);
              assertThat(analysis.getDescription()).contains("no key 'streamweir.worker.leese'");
              assertThat(analysis.getAction())
                  .contains("streamweir.worker.drain-timeout, ", "streamweir.worker.lease, ");
            });
    runner("streamweir.pipelines.orders.stages.charge.concurency=8")
        .run(
            context ->
                assertThat(analysis(context).getAction())
                    .contains("streamweir.pipelines.orders.stages.charge.concurrency, "));
    runner("streamweir.wroker.enabled=false")
        .run(
            context ->
                assertThat(analysis(context).getAction())
                    .contains("Known are: streamweir.client, ", "streamweir.namespace, "));
  }

  @Test
  void takesAllWaysOfWritingAKey() {
    runner(
            "streamweir.worker.drainTimeout=8s",
            "streamweir.worker.stages[0]=charge",
            "streamweir.pipelines[orders].stages[charge].max_batch=8")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void refusesWhatWouldMakeAnotherPipeline() {
    runner("streamweir.pipelines.orders.stages.charge.batch.max-entries=8")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(PipelineDefinitionException.class)
                    .hasMessageContaining("takes one entry at a time"));
  }
}
