package io.streamweir.spring.boot.connection;

import io.streamweir.redis.RedisConfig;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Says where Redis is and how patiently it is asked. */
@AutoConfiguration
@EnableConfigurationProperties(ConnectionProperties.class)
public final class ConnectionAutoConfiguration {
  private static final String LOCAL = "redis://localhost:6379";

  @Bean
  static PlainRedisProperty streamweirPlainRedisProperty() {
    return new PlainRedisProperty();
  }

  /** The configuration of the connection. */
  @Bean
  @ConditionalOnMissingBean
  RedisConfig streamweirRedisConfig(ConnectionProperties properties) {
    ConnectionProperties.Redis redis = properties.redis();
    return RedisConfig.of(redis.uri() == null ? LOCAL : redis.uri())
        .withNamespace(properties.namespace())
        .withCommandTimeout(redis.commandTimeout())
        .withConnectTimeout(redis.connectTimeout());
  }
}
