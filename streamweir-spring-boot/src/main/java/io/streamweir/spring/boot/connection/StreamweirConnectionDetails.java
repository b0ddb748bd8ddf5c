package io.streamweir.spring.boot.connection;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where Redis is. A bean of this type takes the place of the address, the credentials and the SSL
 * bundle that properties name.
 */
public interface StreamweirConnectionDetails extends ConnectionDetails {
  /** The address, with users and passwords, as {@link io.streamweir.redis.RedisConfig} wants it. */
  String uri();

  /**
   * Keys and certificates for TLS, asked for each connection. Null where the JVM's own are right or
   * the URI is one without TLS.
   */
  default @Nullable SslBundle sslBundle() {
    return null;
  }
}
