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
   * @param uri address of Redis: redis://host:port, redis-sentinel://host:port,host:port#master or
   *     redis-cluster://host:port,host:port, with rediss in place of redis for TLS. Without it, the
   *     connection details of Spring Data Redis are used where they are there, else
   *     redis://localhost:6379
   * @param username user of Redis, in place of the URI's
   * @param password password of Redis, in place of the URI's
   * @param passwordFile file that holds the password; read for each connection, so that a changed
   *     password takes effect
   * @param sentinelPasswordFile file that holds the password of the sentinels; read for each
   *     connection
   * @param commandTimeout how long an answer may take before the fate of its command counts as
   *     unknown
   * @param connectTimeout how long it may take to establish a connection, with TLS and credentials
   * @param name which Redis this is, as the label redis of metrics says it
   * @param ssl keys and certificates for TLS
   */
  public record Redis(
      @Nullable String uri,
      @Nullable String username,
      @Nullable String password,
      @Nullable Path passwordFile,
      @Nullable Path sentinelPasswordFile,
      @DefaultValue("5s") Duration commandTimeout,
      @DefaultValue("5s") Duration connectTimeout,
      @Nullable String name,
      @DefaultValue Ssl ssl) {}

  /**
   * Keys and certificates for TLS.
   *
   * @param bundle name of the SSL bundle that holds them; the address is then used with TLS
   */
  public record Ssl(@Nullable String bundle) {}
}
