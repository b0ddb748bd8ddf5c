package io.streamweir.spring.boot.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.redis.RedisConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@Isolated("changes a system property that others start servers by")
class ConnectionAutoConfigurationTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ConnectionAutoConfiguration.class));

  @Test
  void leadsToTheLocalRedisWithoutProperties() {
    runner.run(
        context ->
            assertThat(context.getBean(RedisConfig.class))
                .isEqualTo(RedisConfig.of("redis://localhost:6379")));
  }

  @Test
  void takesAddressNamespaceAndTimeoutsOfProperties() {
    runner
        .withPropertyValues(
            "streamweir.namespace=shop",
            "streamweir.redis.uri=redis://there:7000",
            "streamweir.redis.command-timeout=2s",
            "streamweir.redis.connect-timeout=3s")
        .run(
            context ->
                assertThat(context.getBean(RedisConfig.class))
                    .isEqualTo(
                        RedisConfig.of("redis://there:7000")
                            .withNamespace("shop")
                            .withCommandTimeout(Duration.ofSeconds(2))
                            .withConnectTimeout(Duration.ofSeconds(3))));
  }

  @Test
  void passesOverTheTestKitsPropertyOfTheSameName() {
    runner
        .withSystemProperties("streamweir.redis=docker:redis:8")
        .run(
            context ->
                assertThat(context.getBean(RedisConfig.class).uri())
                    .isEqualTo("redis://localhost:6379"));
  }
}
