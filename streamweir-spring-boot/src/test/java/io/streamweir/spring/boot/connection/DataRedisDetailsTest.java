package io.streamweir.spring.boot.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.redis.RedisConfig;
import io.streamweir.spring.boot.Engine;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Addresses that Spring Data Redis has already. */
class DataRedisDetailsTest {
  private static ApplicationContextRunner runner(String... properties) {
    return Engine.runner()
        .withConfiguration(
            AutoConfigurations.of(DataRedisAutoConfiguration.class, SslAutoConfiguration.class))
        .withPropertyValues(properties);
  }

  private static void leadsTo(String uri, String... properties) {
    runner(properties)
        .run(context -> assertThat(context.getBean(RedisConfig.class).uri()).isEqualTo(uri));
  }

  @Test
  void areUsedWhereNoOtherIsNamed() {
    leadsTo(
        "redis://ann:pw@there:7000/2",
        "spring.data.redis.host=there",
        "spring.data.redis.port=7000",
        "spring.data.redis.database=2",
        "spring.data.redis.username=ann",
        "spring.data.redis.password=pw");
    leadsTo(
        "redis://here:1", "spring.data.redis.host=there", "streamweir.redis.uri=redis://here:1");
  }

  @Test
  void leadToSentinels() {
    leadsTo(
        "redis-sentinel://:pw@a:1,b:2?sentinelPassword=sp&sentinelUser=su#master",
        "spring.data.redis.password=pw",
        "spring.data.redis.sentinel.master=master",
        "spring.data.redis.sentinel.nodes=a:1,b:2",
        "spring.data.redis.sentinel.username=su",
        "spring.data.redis.sentinel.password=sp");
  }

  @Test
  void leadToACluster() {
    leadsTo("redis-cluster://a:1,b:2", "spring.data.redis.cluster.nodes=a:1,b:2");
  }

  @Test
  void leadOverTls() {
    runner("spring.data.redis.ssl.enabled=true")
        .run(
            context -> {
              assertThat(context.getBean(RedisConfig.class).uri())
                  .isEqualTo("rediss://localhost:6379");
              assertThat(context.getBean(RedisConfig.class).tls().managers()).isNotNull();
              assertThat(context).hasSingleBean(SslBundles.class);
            });
  }

  @Test
  void areRefusedForAStaticMasterAndItsReplicas() {
    runner("spring.data.redis.masterreplica.nodes=a:1,b:2")
        .run(
            context -> {
              FailureAnalysis analysis =
                  new TopologyFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis).isNotNull();
              assertThat(analysis.getDescription()).contains("static master and its replicas");
              assertThat(analysis.getAction())
                  .contains("streamweir.redis.uri", "redis-sentinel://");
            });
  }

  @Test
  void areNotNeeded() {
    runner()
        .withClassLoader(new FilteredClassLoader(DataRedisConnectionDetails.class))
        .run(
            context ->
                assertThat(context.getBean(RedisConfig.class).uri())
                    .isEqualTo("redis://localhost:6379"));
  }

  @Test
  void giveWayToABeanOfTheApplication() {
    StreamweirConnectionDetails own = () -> "redis://own:5";
    runner("streamweir.redis.uri=redis://here:1")
        .withBean(StreamweirConnectionDetails.class, () -> own)
        .run(
            context ->
                assertThat(context.getBean(RedisConfig.class).uri()).isEqualTo("redis://own:5"));
  }
}
