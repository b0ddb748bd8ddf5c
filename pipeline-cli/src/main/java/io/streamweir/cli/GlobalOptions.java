package io.streamweir.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every subcommand takes. */
final class GlobalOptions {
  @Option(
      names = "--redis",
      scope = ScopeType.INHERIT,
      paramLabel = "URI",
      description =
          "The server: redis://[user:password@]host[:port][/database], rediss://, redis-sentinel:// or redis-cluster://."
              + " Default: $STREAMWEIR_REDIS, else "
              + Session.DEFAULT_REDIS)
  private String redis = "";

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

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of failures, as does $STREAMWEIR_DEBUG=1")
  private boolean debug;

  /** Empty where it was not given. */
  String redis() {
    return redis;
  }

  /** Empty where it was not given. */
  String namespace() {
    return namespace;
  }

  boolean verbose() {
    return verbose;
  }

  boolean debug() {
    return debug;
  }
}
