package io.streamweir.redis;

import io.streamweir.pipeline.Argument;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates a TLS connection uses: those of files, or those of managers. The files are PEM
 * and are read again for each connection, so that replaced ones take effect. Immutable.
 *
 * @param authority certificates of the authorities that may sign the server's; default: those that
 *     the JVM trusts
 * @param certificate our own certificate, and those between it and its authority; default none
 * @param key its private key, in PKCS#8 without a password; default none
 * @param managers keys and trusted certificates that a program has in memory, asked for each
 *     connection; default none. With them there are no files
 */
public record TlsConfig(
    @Nullable Path authority,
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable Supplier<TlsManagers> managers) {
  /**
   * A certificate without a key, a key without a certificate, or managers with files are refused.
   */
  public TlsConfig {
    Argument.check(
        (certificate == null) == (key == null),
        "a TLS client certificate and its key must be given together");
    Argument.check(
        managers == null || (authority == null && certificate == null),
        "TLS certificates come from files or from managers, not from both");
  }

  /** The authorities that the JVM trusts, and no certificate of our own. */
  public static TlsConfig defaults() {
    return new TlsConfig(null, null, null, null);
  }

  /** Keys and certificates of a program's own, asked for each connection. */
  public static TlsConfig of(Supplier<TlsManagers> managers) {
    return new TlsConfig(null, null, null, managers);
  }

  /** The components while they may change. */
  private final class Draft {
    @Nullable Path authority = authority();
    @Nullable Path certificate = certificate();
    @Nullable Path key = key();
  }

  private TlsConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new TlsConfig(draft.authority, draft.certificate, draft.key, managers);
  }

  /** The same with another file of authorities. */
  public TlsConfig withAuthority(Path authority) {
    return with(draft -> draft.authority = authority);
  }

  /** The same with a certificate and key of our own, for servers that ask for one. */
  public TlsConfig withCertificate(Path certificate, Path key) {
    return with(
        draft -> {
          draft.certificate = certificate;
          draft.key = key;
        });
  }
}
