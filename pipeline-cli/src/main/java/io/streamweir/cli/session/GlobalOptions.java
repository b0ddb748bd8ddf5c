package io.streamweir.cli.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every subcommand takes. */
public final class GlobalOptions {
  public static final String NO_COLOR = "--no-color";

  @Option(
      names = "--redis",
      scope = ScopeType.INHERIT,
      paramLabel = "URI",
      description =
          "The server: redis://[user:password@]host[:port][/database], redis-sentinel:// or"
              + " redis-cluster://, with rediss in place of redis for TLS. Default:"
              + " $STREAMWEIR_REDIS, else "
              + RedisOptions.DEFAULT_URI)
  private String redis = "";

  @Option(
      names = "--redis-name",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description =
          "What metrics call this Redis, so that production and staging stay apart. Default:"
              + " $STREAMWEIR_REDIS_NAME, else Sentinel's name for it, else an identity that Redis"
              + " keeps")
  private String redisName = "";

  @Option(
      names = "--password-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "Take the password from FILE, and the user from a URI of the form redis://user@host."
              + " Default: $STREAMWEIR_PASSWORD_FILE")
  private String passwordFile = "";

  @Option(
      names = "--sentinel-password-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "Take the password of the sentinels from FILE. Default:"
              + " $STREAMWEIR_SENTINEL_PASSWORD_FILE")
  private String sentinelPasswordFile = "";

  @Option(
      names = "--tls-ca",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "Trust servers whose certificates these authorities signed (PEM). Default:"
              + " $STREAMWEIR_TLS_CA, else those that Java trusts")
  private String tlsAuthority = "";

  @Option(
      names = "--tls-cert",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Show this certificate to the server (PEM). Default: $STREAMWEIR_TLS_CERT")
  private String tlsCertificate = "";

  @Option(
      names = "--tls-key",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "The private key of --tls-cert (PEM, PKCS#8, no password). Default: $STREAMWEIR_TLS_KEY")
  private String tlsKey = "";

  @Option(
      names = "--namespace",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "What all keys begin with. Default: $STREAMWEIR_NAMESPACE, else sw")
  private String namespace = "";

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log more on standard error")
  private boolean verbose;

  /** How log lines look. */
  public enum LogFormat {
    /** For people. */
    TEXT,
    /** One JSON object per line. */
    JSON
  }

  @Option(
      names = "--log-format",
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      description =
          "How log lines on standard error look: text, or json for one object per line. Default:"
              + " text")
  private LogFormat logFormat = LogFormat.TEXT;

  @Option(
      names = NO_COLOR,
      scope = ScopeType.INHERIT,
      description = "Print no colours, as does $NO_COLOR")
  private boolean noColour;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of failures, as does $STREAMWEIR_DEBUG=1")
  private boolean debug;

  /** Those that were given and say where: the server and the namespace. Without passwords. */
  List<String> place() {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("--redis", withoutPassword(redis));
    given.put("--password-file", passwordFile);
    given.put("--sentinel-password-file", sentinelPasswordFile);
    given.put("--tls-ca", tlsAuthority);
    given.put("--tls-cert", tlsCertificate);
    given.put("--tls-key", tlsKey);
    given.put("--namespace", namespace);
    given.values().removeIf(String::isEmpty);
    return given.entrySet().stream().flatMap(e -> Stream.of(e.getKey(), e.getValue())).toList();
  }

  private static String withoutPassword(String uri) {
    return uri.replaceFirst("(://[^:/@]*):[^/]*@", "$1:***@")
        .replaceFirst("(?i)(password=)[^&#]*", "$1***");
  }

  /** Empty where it was not given. */
  public String redis() {
    return redis;
  }

  /** Empty where it was not given. */
  String redisName() {
    return redisName;
  }

  /** Empty where it was not given. */
  String passwordFile() {
    return passwordFile;
  }

  /** Empty where it was not given. */
  String sentinelPasswordFile() {
    return sentinelPasswordFile;
  }

  /** Empty where it was not given. */
  String tlsAuthority() {
    return tlsAuthority;
  }

  /** Empty where it was not given. */
  String tlsCertificate() {
    return tlsCertificate;
  }

  /** Empty where it was not given. */
  String tlsKey() {
    return tlsKey;
  }

  /** Empty where it was not given. */
  String namespace() {
    return namespace;
  }

  public boolean verbose() {
    return verbose;
  }

  boolean noColour() {
    return noColour;
  }

  public LogFormat logFormat() {
    return logFormat;
  }

  boolean debug() {
    return debug;
  }
}
