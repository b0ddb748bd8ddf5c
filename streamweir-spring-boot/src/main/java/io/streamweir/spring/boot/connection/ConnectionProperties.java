package io.streamweir.spring.boot.connection;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Redis is and which keys are used.
 *
 * @param namespace What all keys in Redis begin with.
 * @param redis The server.
 */
@ConfigurationProperties("streamweir")
public record ConnectionProperties(
    @DefaultValue("sw") String namespace, @DefaultValue Redis redis) {
  /**
   * The server.
   *
   * @param uri Address of Redis: redis://host:port, redis-sentinel://host:port,host:port#master or
   *     redis-cluster://host:port,host:port, with rediss in place of redis for TLS. Without it, the
   *     connection details of Spring Data Redis are used where they are there, else
   *     redis://localhost:6379.
   * @param username User of Redis, in place of the URI's.
   * @param password Password of Redis, in place of the URI's.
   * @param passwordFile File that holds the password; read for each connection, so that a changed
   *     password takes effect.
   * @param sentinelPasswordFile File that holds the password of the sentinels; read for each
   *     connection.
   * @param commandTimeout How long an answer may take before the fate of its command counts as
   *     unknown.
   * @param connectTimeout How long it may take to establish a connection, with TLS and credentials.
   * @param name Which Redis this is, as the label redis of metrics says it.
   * @param ssl Keys and certificates for TLS.
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
   * @param bundle Name of the SSL bundle that holds them; the address is then used with TLS.
   */
  public record Ssl(@Nullable String bundle) {}
}
