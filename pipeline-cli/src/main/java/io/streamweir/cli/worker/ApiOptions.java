package io.streamweir.cli.worker;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.GivenText;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.server.HttpServer;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.http.token.TokenFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where the HTTP API and the console are served, who may use them, and under which path. The same
 * of all commands that serve them.
 */
final class ApiOptions {
  private static final String HOST = "--host";
  private static final String PORT = "--port";

  @Option(
      names = PORT,
      paramLabel = "PORT",
      description =
          "Serve the HTTP API, the console, metrics and health here; 0 takes any free port and says"
              + " which. Default: 8400 of serve. worker and monitor serve no API without it")
  private @Nullable Integer port;

  @Option(
      names = HOST,
      paramLabel = "HOST",
      description =
          "The address to serve them on, 0.0.0.0 for all. Default: 127.0.0.1, this machine only")
  private @Nullable String host;

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description =
          "Who may do what: a line for each token, as the command token new adds it. Read again"
              + " when it changes. Without it the server listens on a loopback address only")
  private String tokens = "";

  @Option(
      names = "--cors",
      paramLabel = "ORIGIN",
      description =
          "Let pages of this origin use the API, as https://shop.example; may be repeated")
  private List<String> origins = new ArrayList<>();

  @Option(
      names = "--base-path",
      paramLabel = "PATH",
      description = "What stands before all paths, where a reverse proxy leaves it there")
  private String basePath = "";

  @Mixin private final RedisUsers users = new RedisUsers();

  /** Serves the API at the usual port where no other one is said. */
  void serveAnyway() {
    port = port == null ? ServerConfig.defaults().port() : port;
  }

  /**
   * Whether the API is to be served.
   *
   * @throws UsageException where it is not, and yet an option says how
   */
  boolean wanted() {
    if (port == null) {
      boolean given = host != null || !tokens.isEmpty() || !origins.isEmpty();
      if (given || !basePath.isEmpty() || users.given()) {
        throw new UsageException(
            "--host, --tokens, --cors, --base-path and --redis-user say how the API is served,"
                + " which needs --port PORT");
      }
    }
    return port != null;
  }

  /** As which users it reaches Redis. */
  RedisUsers users() {
    return users;
  }

  /**
   * Begins to serve it.
   *
   * @throws CommandFailedException where it cannot be served there
   */
  HttpServer start(Api api) {
    return ProcessServer.start(api, where(), HOST, PORT);
  }

  /**
   * Where it is served.
   *
   * @throws UsageException where the port is none, or others than this machine's users could ask
   *     without a token
   */
  ServerConfig where() {
    String address = host == null ? ServerConfig.defaults().host() : host;
    checkHost(address);
    ServerConfig config = MetricsOptions.at(PORT, address, port == null ? -1 : port);
    try {
      return config.withBasePath(basePath);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--base-path: " + e.getMessage());
    }
  }

  private void checkHost(String address) {
    if (!tokens.isEmpty()) {
      return;
    }
    try {
      if (InetAddress.getByName(address).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      throw new UsageException(HOST + " " + address + ": there is no such address");
    }
    throw new UsageException(
        HOST
            + " "
            + address
            + " needs --tokens FILE: without tokens everybody may do everything. The command token"
            + " new makes one");
  }

  ApiConfig config() {
    for (String origin : origins) {
      if (!origin.matches("https?://[^/]+")) {
        throw new UsageException("--cors must be an origin, as https://shop.example: " + origin);
      }
    }
    return ApiConfig.defaults().withOrigins(new LinkedHashSet<>(origins));
  }

  Authenticator authenticator() {
    if (tokens.isEmpty()) {
      return Authenticator.NONE;
    }
    try {
      return TokenFile.open(GivenText.path(tokens));
    } catch (IOException e) {
      throw new UsageException("--tokens " + tokens + ": " + Failures.ofFile(e));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--tokens " + tokens + ": " + e.getMessage());
    }
  }
}
