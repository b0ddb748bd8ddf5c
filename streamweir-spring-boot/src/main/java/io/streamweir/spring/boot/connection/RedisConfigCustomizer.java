package io.streamweir.spring.boot.connection;

import io.streamweir.redis.RedisConfig;

/** Changes how Redis is reached, after the properties. Beans of this type are called in order. */
@FunctionalInterface
public interface RedisConfigCustomizer {
  /** The configuration to use in place of this one. */
  RedisConfig customize(RedisConfig config);
}
