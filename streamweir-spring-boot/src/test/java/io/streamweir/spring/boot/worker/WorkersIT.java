package io.streamweir.spring.boot.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.listener.LaneView;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.Engine;
import io.streamweir.spring.boot.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Workers that start and drain with the application. */
@WithRedis
@ExtendWith(OutputCaptureExtension.class)
@Timeout(Patience.TEST_SECONDS)
class WorkersIT {
  /** Handlers that run until they are let go. */
  static final class Held {
    final CountDownLatch begun = new CountDownLatch(2);
    final CountDownLatch goOn = new CountDownLatch(1);

    Pipeline<Order> pipeline(String name) {
      return Pipeline.named(name)
          .accepts(Order.class)
          .stage(
              "say",
              Order.class,
              (order, context) -> {
                begun.countDown();
                goOn.await();
                return Outcome.finish(order);
              })
          .build();
    }
  }

  private static PipelineWorkers workers(AssertableApplicationContext context) {
    return context.getBean(PipelineWorkers.class);
  }

  private static void works(AssertableApplicationContext context, String pipeline) {
    assertThat(Engine.result(Engine.client(context, pipeline), "book"))
        .isEqualTo(new Order(pipeline + " book"));
  }

  private static List<PipelineWorker.State> states(AssertableApplicationContext context) {
    return workers(context).workers().stream().map(PipelineWorker::state).toList();
  }

  @Test
  void workOnEachPipelineBean(RedisSpace space) {
    Engine.runner(space)
        .withUserConfiguration(Engine.TwoPipelines.class)
        .run(
            context -> {
              assertThat(states(context)).containsOnly(PipelineWorker.State.RUNNING).hasSize(2);
              works(context, "orders");
              works(context, "returns");
            });
  }

  @Test
  void workWhereBeansAreLazy(RedisSpace space) {
    Engine.runner(space)
        .withUserConfiguration(Engine.TwoPipelines.class)
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
        .run(context -> assertThat(context.getBeanFactory().containsSingleton("orders")).isTrue());
  }

  @Test
  void beginWhenRedisIsThere() {
    try (RedisServer server = RedisServer.start()) {
      server.stop();
      Engine.runner()
          .withUserConfiguration(Engine.TwoPipelines.class)
          .withPropertyValues("streamweir.redis.uri=" + server.uri())
          .run(
              context -> {
                assertThat(states(context)).containsOnly(PipelineWorker.State.WAITING);
                assertThat(workers(context).workers().get(0).failure())
                    .hasValueSatisfying(
                        failure -> assertThat(failure).hasMessageContaining("nothing answers"));
                server.restart();
                works(context, "orders");
                works(context, "returns");
                assertThat(workers(context).workers().get(0).failure()).isEmpty();
              });
    }
  }

  @Test
  void startAgainAfterTheyWereStopped(RedisSpace space) {
    Engine.runner(space)
        .withUserConfiguration(Engine.TwoPipelines.class)
        .run(
            context -> {
              ConfigurableApplicationContext application =
                  context.getSourceApplicationContext(ConfigurableApplicationContext.class);
              String before = consumer(context);
              application.stop();
              assertThat(states(context)).containsOnly(PipelineWorker.State.STOPPED);
              application.start();
              works(context, "orders");
              assertThat(consumer(context)).isNotEqualTo(before);
            });
  }

  private static String consumer(AssertableApplicationContext context) {
    return workers(context).workers().get(0).worker().orElseThrow().consumer();
  }

  @Test
  void drainSideBySideAndSettleWhatRuns(RedisSpace space) throws Exception {
    Held held = new Held();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Engine.runner(space)
        .withBean("orders", Pipeline.class, () -> held.pipeline("orders"))
        .withBean("returns", Pipeline.class, () -> held.pipeline("returns"))
        .run(
            context -> {
              JobClient<Order> orders = Engine.client(context, "orders");
              Receipt first = orders.submit(new Order("a"));
              Engine.client(context, "returns").submit(new Order("b"));
              held.begun.await();
              new Thread(
                      () -> {
                        workers(context).stop(() -> closed.complete(null));
                      })
                  .start();
              await()
                  .atMost(PATIENCE)
                  .untilAsserted(
                      () ->
                          assertThat(states(context)).containsOnly(PipelineWorker.State.DRAINING));
              assertThat(closed).isNotDone();
              held.goOn.countDown();
              closed.get();
              assertThat(orders.storedResult(first.jobId())).isPresent();
            });
  }

  @Test
  void areAbsentWhereTheInstanceOnlySubmits(RedisSpace space) {
    Engine.runner(space)
        .withUserConfiguration(Engine.TwoPipelines.class)
        .withPropertyValues("streamweir.worker.enabled=false")
        .run(
            context -> {
              assertThat(workers(context).workers()).isEmpty();
              Engine.client(context, "orders").submit(new Order("book"));
            });
    worksOnReturnsAlone(space, "streamweir.pipelines.orders.worker.enabled=false");
  }

  @Test
  void workOnTheNamedStagesAlone(RedisSpace space) {
    worksOnReturnsAlone(space, "streamweir.worker.stages=returns/say");
  }

  private static void worksOnReturnsAlone(RedisSpace space, String property) {
    Engine.runner(space)
        .withUserConfiguration(Engine.TwoPipelines.class)
        .withPropertyValues(property)
        .run(
            context ->
                assertThat(workers(context).workers())
                    .extracting(worker -> worker.pipeline().name())
                    .containsExactly("returns"));
  }

  @Test
  void runAsPropertiesCustomizersAndListenersSay(RedisSpace space) {
    List<LaneView> started = new CopyOnWriteArrayList<>();
    List<WorkerConfig> seen = new CopyOnWriteArrayList<>();
    Engine.runner(space)
        .withUserConfiguration(Engine.TwoPipelines.class)
        .withPropertyValues(
            "streamweir.worker.consumer=me",
            "streamweir.worker.lease=10s",
            "streamweir.worker.drain-timeout=3s",
            "streamweir.worker.concurrency=4",
            "streamweir.worker.tap-bound=77",
            "streamweir.pipelines.returns.worker.lease=20s",
            "streamweir.pipelines.returns.worker.drain-timeout=4s",
            "streamweir.pipelines.returns.worker.concurrency=5",
            "spring.threads.virtual.enabled=false")
        .withBean(
            WorkerListener.class,
            () ->
                new WorkerListener() {
                  @Override
                  public void started(LaneView lane) {
                    started.add(lane);
                  }
                })
        .withBean(
            WorkerConfigCustomizer.class,
            () ->
                (pipeline, config) -> {
                  seen.add(config);
                  return config.withConsumer(config.consumer() + "-" + pipeline);
                })
        .run(
            context -> {
              assertThat(started).hasSize(2);
              assertThat(consumer(context)).isEqualTo("me-orders");
              isAsThePropertiesSay(seen);
            });
  }

  private static void isAsThePropertiesSay(List<WorkerConfig> seen) {
    assertThat(seen)
        .extracting(WorkerConfig::lease)
        .contains(Duration.ofSeconds(10), Duration.ofSeconds(20));
    assertThat(seen)
        .extracting(WorkerConfig::drainTimeout)
        .contains(Duration.ofSeconds(3), Duration.ofSeconds(4));
    assertThat(seen).extracting(WorkerConfig::concurrency).contains(4, 5);
    assertThat(seen).extracting(WorkerConfig::tapBound).containsOnly(77L);
    assertThat(seen).extracting(WorkerConfig::virtualThreads).containsOnly(false);
    assertThat(seen).extracting(WorkerConfig::stages).containsOnly(Set.of());
  }

  @Test
  void changeAPipelineBeforeTheyStart(RedisSpace space) {
    Engine.runner(space)
        .withUserConfiguration(Engine.TwoPipelines.class)
        .withBean(
            PipelineCustomizer.class,
            () -> pipeline -> pipeline.withKeptResults(Duration.ofMinutes(7)))
        .run(
            context ->
                assertThat(workers(context).workers())
                    .allSatisfy(
                        worker ->
                            assertThat(worker.pipeline().keptResults())
                                .contains(Duration.ofMinutes(7))));
  }

  @Test
  void failTheStartWhereRedisHoldsAnotherDefinition(RedisSpace space) {
    try (RedisLink link =
        RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()))) {
      Pipeline<Order> other =
          Pipeline.named("orders")
              .accepts(Order.class)
              .partitions(3)
              .stage("say", Order.class, (order, context) -> Outcome.finish(order))
              .build();
      JobClient.connect(link, other).close();
    }
    Engine.runner(space)
        .withUserConfiguration(Engine.TwoPipelines.class)
        .run(
            context -> {
              FailureAnalysis analysis =
                  new MismatchFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis).isNotNull();
              assertThat(analysis.getDescription())
                  .contains("defines a pipeline otherwise", "partitions 3 in Redis");
              assertThat(analysis.getAction()).contains("streamweir.namespace");
            });
  }

  @Test
  void sayWhereTheApplicationWillNotWaitForThem(RedisSpace space, CapturedOutput output) {
    Engine.runner(space)
        .withUserConfiguration(Engine.TwoPipelines.class)
        .withPropertyValues(
            "streamweir.worker.drain-timeout=3s",
            "streamweir.pipelines.returns.worker.drain-timeout=2s",
            "spring.lifecycle.timeout-per-shutdown-phase=3s")
        .run(
            context ->
                assertThat(output.getOut())
                    .contains("pipeline orders may take PT3S to drain")
                    .contains("raise spring.lifecycle.timeout-per-shutdown-phase")
                    .doesNotContain("pipeline returns may take"));
  }
}
