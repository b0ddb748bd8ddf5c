package io.streamweir.redis;

import io.streamweir.internal.wire.SentinelCredentials;
import io.streamweir.pipeline.Argument;
import io.streamweir.pipeline.Horizon;
import io.streamweir.pipeline.Names;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which server to use, and how patiently. Immutable; never prints a password.
 *
 * @param uri {@code redis://[user:password@]host[:port][/database]}, {@code
 *     redis-sentinel://host:port,host:port/database#master}, or {@code
 *     redis-cluster://host:port,host:port}; with {@code rediss} in place of {@code redis} for TLS,
 *     where {@code ?verifyPeer=CA} at the end passes over the host name in the server's certificate
 * @param namespace what all keys begin with; default {@code sw}
 * @param commandTimeout how long an answer may take before the command's fate counts as unknown;
 *     default 5 s
 * @param connectTimeout how long it may take to establish a connection, with TLS and credentials;
 *     default 5 s
 * @param tls certificates, where the URI asks for TLS; default those that the JVM trusts
 * @param passwordFile a file that holds the password, read for each connection, so that a changed
 *     one takes effect; the URI is then {@code redis://user@host:port}, without the user for {@code
 *     default}; null for a password in the URI or none
 * @param sentinelPasswordFile the same for the password of sentinels, which is never that of the
 *     servers; null for none, or for {@code ?sentinelPassword=} in the URI. The sentinels' user is
 *     {@code ?sentinelUser=}, or {@code default}
 * @param name which Redis this is, as the label {@code redis} of metrics says it: 1 to 64
 *     lower-case letters, digits and inner hyphens; null for what {@link RedisLink#name} finds out
 */
public record RedisConfig(
    String uri,
    String namespace,
    Duration commandTimeout,
    Duration connectTimeout,
    TlsConfig tls,
    @Nullable Path passwordFile,
    @Nullable Path sentinelPasswordFile,
    @Nullable String name) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Checks the namespace and the timeouts; the URI is checked when a link is opened. */
  public RedisConfig {
    Names.check("namespace", namespace);
    if (name != null) {
      Names.check("Redis", name);
    }
    atLeast10Millis("commandTimeout", commandTimeout);
    atLeast10Millis("connectTimeout", connectTimeout);
  }

  private static void atLeast10Millis(String name, Duration timeout) {
    Horizon.check(name, timeout);
    Argument.check(timeout.toMillis() >= 10, name + " must be at least 10 ms: " + timeout);
  }

  /** The defaults for this server. */
  public static RedisConfig of(String uri) {
    return new RedisConfig(
        uri, Names.DEFAULT_NAMESPACE, PATIENCE, PATIENCE, TlsConfig.defaults(), null, null, null);
  }

  /** The components that change by name, while they may. */
  private final class Draft {
    String uri = uri();
    String namespace = namespace();
    Duration commandTimeout = commandTimeout();
    Duration connectTimeout = connectTimeout();
    TlsConfig tls = tls();
    @Nullable Path passwordFile = passwordFile();
    @Nullable Path sentinelPasswordFile = sentinelPasswordFile();
    @Nullable String name = name();
  }

  private RedisConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new RedisConfig(
        draft.uri,
        draft.namespace,
        draft.commandTimeout,
        draft.connectTimeout,
        draft.tls,
        draft.passwordFile,
        draft.sentinelPasswordFile,
        draft.name);
  }

  /** The same with another namespace. */
  public RedisConfig withNamespace(String namespace) {
    return with(draft -> draft.namespace = namespace);
  }

  /** The same with another command timeout, at least 10 ms. */
  public RedisConfig withCommandTimeout(Duration commandTimeout) {
    return with(draft -> draft.commandTimeout = commandTimeout);
  }

  /** The same with another connect timeout, at least 10 ms. */
  public RedisConfig withConnectTimeout(Duration connectTimeout) {
    return with(draft -> draft.connectTimeout = connectTimeout);
  }

  /** The same with other certificates; for URIs that ask for TLS. */
  public RedisConfig withTls(TlsConfig tls) {
    return with(draft -> draft.tls = tls);
  }

  /** The same with the password in this file; for URIs without a password. */
  public RedisConfig withPasswordFile(Path passwordFile) {
    return with(draft -> draft.passwordFile = passwordFile);
  }

  /** The same as this user, in place of the URI's, with the password in this file. */
  public RedisConfig withUser(String user, Path passwordFile) {
    String name = URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
    return with(
        draft -> {
          draft.uri = uri.replaceFirst("^([^/]*//)(?:[^/]*@)?", "$1" + name + "@");
          draft.passwordFile = passwordFile;
        });
  }

  /** The same with the sentinels' password in this file; for URIs of sentinels. */
  public RedisConfig withSentinelPasswordFile(Path sentinelPasswordFile) {
    return with(draft -> draft.sentinelPasswordFile = sentinelPasswordFile);
  }

  /** The same with this name of the Redis in metrics. */
  public RedisConfig withName(String name) {
    return with(draft -> draft.name = name);
  }

  /** Whether connections are encrypted. */
  public boolean secure() {
    return uri.startsWith("rediss") || uri.startsWith("redis+ssl") || uri.startsWith("redis+tls");
  }

  /** The URI with users and passwords replaced, fit for logs and messages. */
  public String address() {
    return SentinelCredentials.hide(uri).replaceFirst("//.*@", "//***@");
  }

  @Override
  public String toString() {
    return "RedisConfig[" + address() + ", namespace=" + namespace + "]";
  }
}
