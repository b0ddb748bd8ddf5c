package io.streamweir.cli.worker;

import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.GivenText;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.http.token.TokenFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Option;

/** Who may use the API, and under which path. */
final class ApiOptions {
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

  /**
   * Refuses to be open to everybody.
   *
   * @param option the option that says the host
   * @throws UsageException where others than this machine's users could ask without a token
   */
  void checkHost(String option, String host) {
    if (!tokens.isEmpty()) {
      return;
    }
    try {
      if (InetAddress.getByName(host).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      throw new UsageException(option + " " + host + ": there is no such address");
    }
    throw new UsageException(
        option
            + " "
            + host
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

  ServerConfig below(ServerConfig config) {
    try {
      return config.withBasePath(basePath);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--base-path: " + e.getMessage());
    }
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
