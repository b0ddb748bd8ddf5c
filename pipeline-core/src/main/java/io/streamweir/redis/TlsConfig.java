package io.streamweir.redis;

import io.streamweir.pipeline.Argument;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates a TLS connection uses. The files are PEM and are read again for each
 * connection, so that replaced ones take effect. Immutable.
 *
 * @param authority certificates of the authorities that may sign the server's; default: those that
 *     the JVM trusts
 * @param certificate our own certificate, and those between it and its authority; default none
 * @param key its private key, in PKCS#8 without a password; default none
 */
public record TlsConfig(@Nullable Path authority, @Nullable Path certificate, @Nullable Path key) {
  /** A certificate without a key, or a key without a certificate, is refused. */
  public TlsConfig {
    Argument.check(
        (certificate == null) == (key == null),
        "a TLS client certificate and its key must be given together");
  }

  /** The authorities that the JVM trusts, and no certificate of our own. */
  public static TlsConfig defaults() {
    return new TlsConfig(null, null, null);
  }

  /** The same with another file of authorities. */
  public TlsConfig withAuthority(Path authority) {
    return new TlsConfig(authority, certificate, key);
  }

  /** The same with a certificate and key of our own, for servers that ask for one. */
  public TlsConfig withCertificate(Path certificate, Path key) {
    return new TlsConfig(authority, certificate, key);
  }
}
