package io.streamweir.redis;

import io.streamweir.pipeline.Names;
import java.time.Duration;

/**
 * Which server to use, and how patiently. Immutable; never prints a password.
 *
 * @param uri {@code redis://[user:password@]host[:port][/database]}, {@code rediss://} for TLS,
 *     {@code redis-sentinel://host:port,host:port/database#master}, or {@code
 *     redis-cluster://host:port,host:port}
 * @param namespace what all keys begin with; default {@code sw}
 * @param commandTimeout how long an answer may take before the command's fate counts as unknown;
 *     default 5 s
 */
public record RedisConfig(String uri, String namespace, Duration commandTimeout) {
  /** Checks the namespace and the timeout; the URI is checked when a link is opened. */
  public RedisConfig {
    Names.check("namespace", namespace);
    if (commandTimeout.toMillis() < 10) {
      throw new IllegalArgumentException(
          "commandTimeout must be at least 10 ms: " + commandTimeout);
    }
  }

  /** The defaults for this server. */
  public static RedisConfig of(String uri) {
    return new RedisConfig(uri, "sw", Duration.ofSeconds(5));
  }

  /** The same with another namespace. */
  public RedisConfig withNamespace(String namespace) {
    return new RedisConfig(uri, namespace, commandTimeout);
  }

  /** The same with another command timeout, at least 10 ms. */
  public RedisConfig withCommandTimeout(Duration commandTimeout) {
    return new RedisConfig(uri, namespace, commandTimeout);
  }

  /** The URI with user and password replaced, fit for logs and messages. */
  public String address() {
    return uri.replaceFirst("//.*@", "//***@");
  }

  @Override
  public String toString() {
    return "RedisConfig[" + address() + ", namespace=" + namespace + "]";
  }
}
