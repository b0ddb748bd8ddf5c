package io.streamweir.spring.boot.health;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.Engine;
import io.streamweir.spring.boot.Order;
import io.streamweir.spring.boot.worker.PipelineWorkers;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the application's health says of a worker. */
@WithRedis
class PipelinesHealthIT {
  @Configuration(proxyBeanMethods = false)
  static class Shop {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    @Bean
    Pipeline<Order> orders() {
      return Pipeline.named("orders")
          .accepts(Order.class)
          .stage(
              "hold",
              Order.class,
              (order, context) -> {
                begun.countDown();
                goOn.await();
                return Outcome.finish();
              })
          .build();
    }
  }

  private static ApplicationContextRunner with(ApplicationContextRunner runner) {
    return runner
        .withConfiguration(AutoConfigurations.of(HealthAutoConfiguration.class))
        .withUserConfiguration(Shop.class);
  }

  private static Health health(ApplicationContext context) {
    PipelinesHealth all = context.getBean(PipelinesHealth.class);
    assertThat(all.stream()).extracting(entry -> entry.name()).containsExactly("orders");
    return ((HealthIndicator) all.getContributor("orders")).health();
  }

  @Test
  void isUpWhileTheWorkerRunsAndOutOfServiceWhileItDrains(RedisSpace redis) {
    with(Engine.runner(redis))
        .run(
            context -> {
              Health up = health(context);
              assertThat(up.getStatus()).isEqualTo(Status.UP);
              assertThat(up.getDetails())
                  .containsEntry("lanes", 1)
                  .containsKeys("consumer", "sinceRedisAnsweredMillis");

              @SuppressWarnings("unchecked")
              JobClient<Order> jobs = context.getBean(JobClient.class);
              jobs.submit(new Order("book"));
              Shop shop = context.getBean(Shop.class);
              shop.begun.await();
              CompletableFuture<Void> stops =
                  CompletableFuture.runAsync(context.getBean(PipelineWorkers.class)::stop);
              await()
                  .atMost(PATIENCE)
                  .until(() -> health(context).getStatus().equals(Status.OUT_OF_SERVICE));
              assertThat(health(context).getDetails().get("reason")).asString().contains("drains");

              shop.goOn.countDown();
              stops.join();
              assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
              assertThat(health(context).getDetails().get("reason")).asString().contains("stopped");
            });
  }

  @Test
  void isDownWhileRedisIsAway() {
    with(Engine.runner())
        .withPropertyValues("streamweir.redis.uri=redis://127.0.0.1:1")
        .run(
            context -> {
              Health down = health(context);
              assertThat(down.getStatus()).isEqualTo(Status.DOWN);
              assertThat(down.getDetails().get("reason")).asString().contains("streamweir.redis");
              assertThat(down.getDetails().get("failure")).asString().contains("127.0.0.1:1");
            });
  }

  /** A server that hangs keeps its connections. */
  @Test
  void isDownWhereALaneHasNotHeardOfRedisForTwoLeases() {
    try (RedisServer server = RedisServer.start()) {
      with(Engine.runner())
          .withPropertyValues("streamweir.redis.uri=" + server.uri(), "streamweir.worker.lease=1s")
          .run(
              context -> {
                assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                server.pause();
                await()
                    .atMost(PATIENCE)
                    .until(() -> health(context).getStatus().equals(Status.DOWN));
                assertThat(health(context).getDetails().get("reason"))
                    .asString()
                    .contains("has not heard of Redis", "Look at Redis");
                server.resume();
                await().atMost(PATIENCE).until(() -> health(context).getStatus().equals(Status.UP));
              });
    }
  }

  @Test
  void saysNothingOfAnInstanceWithoutWorkers(RedisSpace redis) {
    with(Engine.runner(redis))
        .withPropertyValues("streamweir.worker.enabled=false")
        .run(context -> assertThat(context.getBean(PipelinesHealth.class).stream()).isEmpty());
  }

  @Test
  void mayBeTurnedOff(RedisSpace redis) {
    with(Engine.runner(redis))
        .withPropertyValues("management.health.streamweir.enabled=false")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PipelinesHealth.class));
  }

  @Test
  void isNotNeeded(RedisSpace redis) {
    with(Engine.runner(redis))
        .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PipelinesHealth.class));
  }
}
