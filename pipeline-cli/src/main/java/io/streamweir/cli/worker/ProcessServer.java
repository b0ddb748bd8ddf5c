package io.streamweir.cli.worker;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Route;
import io.streamweir.http.health.Health;
import io.streamweir.http.health.HealthRoutes;
import io.streamweir.http.server.HttpServer;
import io.streamweir.http.server.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The one HTTP server of a process. */
final class ProcessServer {
  private ProcessServer() {}

  /** Health and metrics. */
  static List<Route> routes(MetricsExport export, Health health) {
    List<Route> routes = new ArrayList<>();
    routes.add(export.route());
    routes.addAll(HealthRoutes.of(health));
    return routes;
  }

  /**
   * Serves health and metrics alone, and their paths at {@code /}.
   *
   * @throws CommandFailedException where it cannot be served there
   */
  static HttpServer start(MetricsOptions options, MetricsExport export, Health health) {
    List<Route> routes = routes(export, health);
    String index = String.join("\n", routes.stream().map(Route::path).toList()) + "\n";
    routes.add(Route.get("/", request -> Answer.text(200, index)).giving().byAnybody().quick());
    return start(
        new Api(routes, Authenticator.NONE, ApiConfig.defaults()),
        options.where(),
        "--metrics-host",
        "--metrics-port");
  }

  /**
   * Begins to serve.
   *
   * @param hostOption the option that says the host
   * @param portOption the option that says the port
   * @throws CommandFailedException where the port is taken or the host is not this machine's
   */
  static HttpServer start(Api api, ServerConfig config, String hostOption, String portOption) {
    String where = config.host() + ":" + config.port();
    try {
      InetAddress.getByName(config.host());
      return HttpServer.start(api, config);
    } catch (UnknownHostException e) {
      throw new CommandFailedException(
          hostOption + " " + config.host() + ": there is no such address");
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CommandFailedException(
          "cannot serve on "
              + where
              + ": "
              + cause.getMessage()
              + "; choose another "
              + portOption
              + ", or 0 for any free one");
    }
  }
}
