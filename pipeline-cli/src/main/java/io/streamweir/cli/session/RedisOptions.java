package io.streamweir.cli.session;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.TlsConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How options and environment variables say which Redis to use. */
public final class RedisOptions {
  static final String DEFAULT_URI = "redis://127.0.0.1:6379";

  private static final String URI = "STREAMWEIR_REDIS";
  private static final String NAMESPACE = "STREAMWEIR_NAMESPACE";
  private static final String NAME = "STREAMWEIR_REDIS_NAME";
  private static final String PASSWORD_FILE = "STREAMWEIR_PASSWORD_FILE";
  private static final String SENTINEL_PASSWORD_FILE = "STREAMWEIR_SENTINEL_PASSWORD_FILE";
  private static final String TLS_CA = "STREAMWEIR_TLS_CA";
  private static final String TLS_CERT = "STREAMWEIR_TLS_CERT";
  private static final String TLS_KEY = "STREAMWEIR_TLS_KEY";

  private final Map<String, String> environment;

  private RedisOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * What an option says, else its variable, else the default.
   *
   * @throws UsageException where that makes no sense
   */
  static RedisConfig of(GlobalOptions options, Map<String, String> environment) {
    try {
      return new RedisOptions(environment).config(options);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** Whether neither an option nor a variable says which server to use. */
  static boolean defaultServer(GlobalOptions options, Map<String, String> environment) {
    return new RedisOptions(environment).given(options.redis(), URI).isEmpty();
  }

  private RedisConfig config(GlobalOptions options) {
    String uri = given(options.redis(), URI);
    String namespace = given(options.namespace(), NAMESPACE);
    RedisConfig config =
        RedisConfig.of(uri.isEmpty() ? DEFAULT_URI : uri)
            .withTls(
                new TlsConfig(
                    file(options.tlsAuthority(), TLS_CA),
                    file(options.tlsCertificate(), TLS_CERT),
                    file(options.tlsKey(), TLS_KEY),
                    null));
    Path password = file(options.passwordFile(), PASSWORD_FILE);
    config = password == null ? config : config.withPasswordFile(password);
    Path ofSentinels = file(options.sentinelPasswordFile(), SENTINEL_PASSWORD_FILE);
    config = ofSentinels == null ? config : config.withSentinelPasswordFile(ofSentinels);
    String name = given(options.redisName(), NAME);
    config = name.isEmpty() ? config : config.withName(name);
    return namespace.isEmpty() ? config : config.withNamespace(namespace);
  }

  private String given(String option, String variable) {
    return option.isEmpty() ? environment.getOrDefault(variable, "") : option;
  }

  private @Nullable Path file(String option, String variable) {
    String name = given(option, variable);
    return name.isEmpty() ? null : GivenText.path(name);
  }

  /**
   * The variables that say the same to another process; options would show the URI's password to
   * all users of the machine. An empty one hides one that this process has.
   */
  public static Map<String, String> environment(RedisConfig config) {
    Map<String, String> environment = new HashMap<>();
    environment.put(URI, config.uri());
    environment.put(NAMESPACE, config.namespace());
    environment.put(NAME, config.name() == null ? "" : config.name());
    environment.put(PASSWORD_FILE, text(config.passwordFile()));
    environment.put(SENTINEL_PASSWORD_FILE, text(config.sentinelPasswordFile()));
    environment.put(TLS_CA, text(config.tls().authority()));
    environment.put(TLS_CERT, text(config.tls().certificate()));
    environment.put(TLS_KEY, text(config.tls().key()));
    return environment;
  }

  private static String text(@Nullable Path file) {
    return file == null ? "" : file.toAbsolutePath().toString();
  }
}
