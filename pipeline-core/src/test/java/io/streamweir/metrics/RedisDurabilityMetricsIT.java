package io.streamweir.metrics;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whether what a server holds would outlive it. */
class RedisDurabilityMetricsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final MeterRegistry registry = new SimpleMeterRegistry();

  private void awaitGauge(RedisMetrics metrics, String name, double value) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              metrics.refresh();
              return registry.get(name).gauge().value() == value;
            });
  }

  @Test
  void aServerThatCannotWriteToDiskSaysSo() {
    try (RedisServer server = RedisServer.start("--enable-protected-configs yes");
        RedisLink link = RedisLink.open(RedisConfig.of(server.uri()));
        RedisClient client = RedisClient.create(server.uri())) {
      RedisCommands<String, String> redis = client.connect().sync();
      RedisMetrics metrics = new RedisMetrics(registry, link);
      awaitGauge(metrics, MetricNames.REDIS_PERSISTING, 1);
      redis.configSet("dbfilename", "longer-than-a-file-name-may-be".repeat(10));
      redis.bgsave();

      awaitGauge(metrics, MetricNames.REDIS_PERSISTING, 0);
    }
  }

  @Test
  void replicasAreCountedWhileTheyAreConnected() {
    try (RedisServer server = RedisServer.start();
        RedisServer replica = RedisServer.start();
        RedisLink link = RedisLink.open(RedisConfig.of(server.uri()));
        RedisClient client = RedisClient.create(replica.uri())) {
      RedisMetrics metrics = new RedisMetrics(registry, link);
      awaitGauge(metrics, MetricNames.REDIS_REPLICAS, 0);
      URI master = URI.create(server.uri());
      client.connect().sync().replicaof(master.getHost(), master.getPort());
      awaitGauge(metrics, MetricNames.REDIS_REPLICAS, 1);

      replica.kill();

      awaitGauge(metrics, MetricNames.REDIS_REPLICAS, 0);
    }
  }
}
