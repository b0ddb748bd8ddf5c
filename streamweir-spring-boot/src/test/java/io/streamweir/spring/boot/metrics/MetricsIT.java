package io.streamweir.spring.boot.metrics;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.metrics.WorkerMetrics;
import io.streamweir.spring.boot.Engine;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the application's meter registry gets. */
@WithRedis
class MetricsIT {
  @Configuration(proxyBeanMethods = false)
  static class Registry {
    @Bean
    MeterRegistry registry() {
      return new SimpleMeterRegistry();
    }
  }

  private static ApplicationContextRunner with(ApplicationContextRunner runner) {
    return runner
        .withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
        .withUserConfiguration(Engine.OnePipeline.class, Registry.class)
        .withPropertyValues("streamweir.metrics.refresh=100ms");
  }

  @Test
  void countsWhatWorkersAndClientsDoAndShowsWhatWaits(RedisSpace redis) {
    with(Engine.runner(redis))
        .withPropertyValues("streamweir.metrics.by-partition=true")
        .run(
            context -> {
              Engine.result(Engine.client(context, "orders"), "book");
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(registry.get("streamweir.submitted").tag("outcome", "accepted").counter())
                  .matches(counter -> counter.count() == 1);
              await()
                  .atMost(PATIENCE)
                  .until(
                      () ->
                          registry
                                  .get("streamweir.entries")
                                  .tag("outcome", "finished")
                                  .counter()
                                  .count()
                              == 1);
              await()
                  .atMost(PATIENCE)
                  .until(() -> registry.find("streamweir.backlog.up").gauge() != null);
              assertThat(registry.find("streamweir.redis.connected").gauge()).isNotNull();
              assertThat(registry.getMeters())
                  .anyMatch(meter -> meter.getId().getTag("partition") != null);
            });
  }

  @Test
  void leavesTheBacklogToOthersWhereItIsToldTo(RedisSpace redis) {
    with(Engine.runner(redis))
        .withPropertyValues("streamweir.metrics.backlog=false")
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(WorkerMetrics.class)
                    .doesNotHaveBean(BacklogExport.class));
  }

  @Test
  void beginsWhenRedisIsThere() {
    try (RedisServer server = RedisServer.start()) {
      server.stop();
      with(Engine.runner())
          .withPropertyValues("streamweir.redis.uri=" + server.uri())
          .run(
              context -> {
                MeterRegistry registry = context.getBean(MeterRegistry.class);
                assertThat(registry.find("streamweir.backlog.up").gauge()).isNull();
                server.restart();
                await()
                    .atMost(PATIENCE)
                    .until(() -> registry.find("streamweir.backlog.up").gauge() != null);
              });
    }
  }

  @Test
  void isNotNeeded(RedisSpace redis) {
    Engine.runner(redis)
        .withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
        .withUserConfiguration(Engine.OnePipeline.class)
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(WorkerMetrics.class));
    Engine.runner(redis)
        .withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
        .withUserConfiguration(Engine.OnePipeline.class)
        .withClassLoader(new FilteredClassLoader("io.micrometer.core"))
        .run(context -> assertThat(context).hasNotFailed());
  }
}
