package io.streamweir.http.server;

import io.streamweir.http.core.DispatcherConfig;
import io.streamweir.pipeline.Argument;
import io.streamweir.pipeline.Horizon;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Where a server listens and what it bears. Immutable.
 *
 * @param host the address to listen on; default 127.0.0.1, this machine only
 * @param port the port, 0 for any free one; default 8400
 * @param basePath what stands before all paths, as {@code /streamweir}; default nothing
 * @param maxConnections how many connections may be open; beyond them the server closes the one
 *     that has been without a request for longest; default 20,000
 * @param arrivalTime how long a request may take to arrive, and for how long a connection may be
 *     without one; default 30 s
 * @param answerTime how long a client may take to read an answer that is no stream; default 60 s
 * @param dispatcher how much is done at once
 */
public record ServerConfig(
    String host,
    int port,
    String basePath,
    int maxConnections,
    Duration arrivalTime,
    Duration answerTime,
    DispatcherConfig dispatcher) {
  private static final int DEFAULT_PORT = 8400;
  private static final int MAX_PORT = 65_535;

  /** Checks the bounds. A base path may be given with or without slashes around it. */
  public ServerConfig {
    Argument.check(port >= 0 && port <= MAX_PORT, "port must be 0 to " + MAX_PORT + ": " + port);
    Argument.check(maxConnections > 0, "maxConnections must be at least 1: " + maxConnections);
    Horizon.check("arrivalTime", arrivalTime);
    Horizon.check("answerTime", answerTime);
    String inner = basePath.replaceAll("^/+|/+$", "");
    Argument.check(
        inner.matches("[A-Za-z0-9._~/-]*"), "the base path must be plain segments: " + basePath);
    basePath = inner.isEmpty() ? "" : "/" + inner;
  }

  /** The defaults. */
  public static ServerConfig defaults() {
    return new ServerConfig(
        "127.0.0.1",
        DEFAULT_PORT,
        "",
        20_000,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        DispatcherConfig.defaults());
  }

  /** The components that change, by name. */
  private final class Draft {
    String host = ServerConfig.this.host;
    int port = ServerConfig.this.port;
    String basePath = ServerConfig.this.basePath;
    int maxConnections = ServerConfig.this.maxConnections;
    Duration arrivalTime = ServerConfig.this.arrivalTime;
    Duration answerTime = ServerConfig.this.answerTime;
    DispatcherConfig dispatcher = ServerConfig.this.dispatcher;
  }

  private ServerConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new ServerConfig(
        draft.host,
        draft.port,
        draft.basePath,
        draft.maxConnections,
        draft.arrivalTime,
        draft.answerTime,
        draft.dispatcher);
  }

  /** The same at another address. */
  public ServerConfig at(String host, int port) {
    return with(
        draft -> {
          draft.host = host;
          draft.port = port;
        });
  }

  /** The same below this path. */
  public ServerConfig withBasePath(String basePath) {
    return with(draft -> draft.basePath = basePath);
  }

  /** The same with another bound on connections. */
  public ServerConfig withMaxConnections(int maxConnections) {
    return with(draft -> draft.maxConnections = maxConnections);
  }

  /** The same with other bounds on time. */
  public ServerConfig withTimes(Duration arrivalTime, Duration answerTime) {
    return with(
        draft -> {
          draft.arrivalTime = arrivalTime;
          draft.answerTime = answerTime;
        });
  }

  /** The same with another dispatcher. */
  public ServerConfig withDispatcher(DispatcherConfig dispatcher) {
    return with(draft -> draft.dispatcher = dispatcher);
  }
}
