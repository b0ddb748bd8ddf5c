package io.streamweir.http.engine;

import io.streamweir.http.core.Role;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.util.HashMap;
import java.util.Map;

/** A link for each role, opened when it is first needed; roles with one configuration share it. */
final class Links implements AutoCloseable {
  private final Map<Role, RedisConfig> configs;
  private final Map<RedisConfig, RedisLink> open = new HashMap<>();
  private boolean closed;

  Links(Map<Role, RedisConfig> configs) {
    this.configs = Map.copyOf(configs);
  }

  String namespace() {
    return configs.values().iterator().next().namespace();
  }

  synchronized RedisLink of(Role role) {
    RedisConfig config = configs.get(role);
    if (config == null) {
      throw new IllegalArgumentException("no Redis for the role " + role.text());
    }
    if (closed) {
      throw new IllegalStateException("closed");
    }
    return open.computeIfAbsent(config, RedisLink::open);
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(RedisLink::close);
    open.clear();
  }
}
