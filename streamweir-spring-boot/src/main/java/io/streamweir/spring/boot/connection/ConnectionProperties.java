package io.streamweir.spring.boot.connection;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Redis is and which keys are used.
 *
 * @param namespace what all keys in Redis begin with
 * @param redis the server
 */
@ConfigurationProperties("streamweir")
public record ConnectionProperties(
    @DefaultValue("sw") String namespace, @DefaultValue Redis redis) {
  /**
   * The server.
   *
   * @param uri redis://host:port, redis-sentinel://host:port,host:port#master or
   *     redis-cluster://host:port; rediss in place of redis for TLS. Without it, Spring Data Redis'
   *     connection details are used where they are there, else redis://localhost:6379
   * @param username user of Redis, in place of the URI's
   * @param password password of that user, in place of the URI's
   * @param passwordFile file that holds the password; read for each connection
   * @param sentinelPasswordFile file that holds the password of the sentinels
   * @param commandTimeout how long an answer may take before the fate of its command is unknown
   * @param connectTimeout how long it may take to establish a connection
   * @param name which Redis this is, for the label redis of metrics
   */
  public record Redis(
      @Nullable String uri,
      @Nullable String username,
      @Nullable String password,
      @Nullable Path passwordFile,
      @Nullable Path sentinelPasswordFile,
      @DefaultValue("5s") Duration commandTimeout,
      @DefaultValue("5s") Duration connectTimeout,
      @Nullable String name) {}
}
