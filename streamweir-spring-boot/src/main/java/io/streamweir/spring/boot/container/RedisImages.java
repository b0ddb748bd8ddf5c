package io.streamweir.spring.boot.container;

import java.util.List;

/** The images whose containers are the pipelines' Redis. */
final class RedisImages {
  static final List<String> NAMES =
      List.of("redis", "redis/redis-stack", "redis/redis-stack-server", "valkey/valkey");

  /** Where they listen. */
  static final int PORT = 6379;

  private RedisImages() {}

  static String uri(String host, int port, boolean secured) {
    return (secured ? "rediss://" : "redis://") + host + ":" + port;
  }
}
