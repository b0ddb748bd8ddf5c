package io.streamweir.redis;

import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keys and trusted certificates that a program has in memory, for {@link TlsConfig#of}.
 *
 * @param keys our own certificate and key; null for none
 * @param trusted the authorities that may sign the server's certificate; null for those that the
 *     JVM trusts
 * @param protocols the versions of TLS that may be spoken, such as {@code TLSv1.3}; empty for those
 *     of the JVM
 * @param ciphers the cipher suites that may be used; empty for those of the JVM
 */
public record TlsManagers(
    @Nullable KeyManagerFactory keys,
    @Nullable TrustManagerFactory trusted,
    List<String> protocols,
    List<String> ciphers) {
  /** Keeps copies of the lists. */
  public TlsManagers {
    protocols = List.copyOf(protocols);
    ciphers = List.copyOf(ciphers);
  }
}
