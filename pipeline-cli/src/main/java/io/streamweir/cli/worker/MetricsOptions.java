package io.streamweir.cli.worker;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.http.server.ServerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where metrics and health are served. */
final class MetricsOptions {

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "Serve /metrics, /health/live and /health/ready here; 0 takes any free port and says"
              + " which")
  private @Nullable Integer port;

  @Option(
      names = "--metrics-host",
      paramLabel = "HOST",
      description =
          "The address to serve them on, 0.0.0.0 for all. Default: 127.0.0.1, this machine only")
  private String host = "127.0.0.1";

  @Option(
      names = "--metrics-by-partition",
      description =
          "Serve backlog, age, workers and settled entries of each partition beside those of each"
              + " stage: four series per stage and partition")
  private boolean byPartition;

  /** Whether partitions have series of their own. */
  boolean byPartition() {
    return byPartition;
  }

  /** Whether anything is to be served. */
  boolean wanted() {
    return port != null;
  }

  /**
   * The host and the port, 0 for any.
   *
   * @throws UsageException where the port is none
   */
  ServerConfig where() {
    return at("--metrics-port", host, port == null ? -1 : port);
  }

  /**
   * A place to listen on.
   *
   * @param option the option that says the port
   * @throws UsageException where the port is none
   */
  static ServerConfig at(String option, String host, int port) {
    try {
      return ServerConfig.defaults().at(host, port);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }
}
