package io.streamweir.spring.boot.connection;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where Redis is. A bean of this type takes the place of the properties {@code streamweir.redis}.
 */
public interface StreamweirConnectionDetails extends ConnectionDetails {
  /**
   * The address, with users and passwords, as {@link io.streamweir.redis.RedisConfig#uri()} wants
   * it.
   */
  String uri();

  /** Keys and certificates where the URI asks for TLS; null for those that the JVM trusts. */
  default @Nullable SslBundle sslBundle() {
    return null;
  }
}
