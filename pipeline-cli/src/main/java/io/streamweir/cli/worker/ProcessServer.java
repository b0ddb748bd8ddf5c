package io.streamweir.cli.worker;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.FirstLink;
import io.streamweir.cli.session.Session;
import io.streamweir.http.HttpApi;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.health.Health;
import io.streamweir.http.health.HealthRoutes;
import io.streamweir.http.server.HttpServer;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The one HTTP server of a process: metrics and health alone, or the API and the console beside
 * them.
 */
final class ProcessServer implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final HttpServer server;
  private final @Nullable HttpApi api; // null where it serves metrics and health alone
  private final Map<Role, RedisConfig> users;

  private ProcessServer(HttpServer server, @Nullable HttpApi api, Map<Role, RedisConfig> users) {
    this.server = server;
    this.api = api;
    this.users = users;
  }

  /**
   * Whether a command is to serve anything.
   *
   * @throws UsageException where its options contradict each other
   */
  static boolean wanted(MetricsOptions metrics, ApiOptions options) {
    boolean whole = options.wanted();
    boolean alone = metrics.wanted();
    if (whole && alone) {
      throw new UsageException(
          "--port serves metrics and health, too; leave out --metrics-port and --metrics-host");
    }
    return whole || alone;
  }

  /**
   * Serves what the options say.
   *
   * @throws CommandFailedException where it cannot be served there
   */
  static ProcessServer start(
      MetricsOptions metrics,
      ApiOptions options,
      Session session,
      List<Pipeline<?>> pipelines,
      MetricsExport export,
      Health health) {
    return options.wanted()
        ? api(options, session, pipelines, export, health)
        : metrics(metrics, export, health);
  }

  /**
   * Serves the API and the console of these pipelines.
   *
   * @throws CommandFailedException where it cannot be served there
   */
  static ProcessServer api(
      ApiOptions options,
      Session session,
      List<Pipeline<?>> pipelines,
      MetricsExport export,
      Health health) {
    options.where();
    Map<Role, RedisConfig> users = options.users().of(session.redis());
    HttpApi api =
        HttpApi.of(
            Engine.of(users, pipelines),
            options.authenticator(),
            options.config(),
            routes(export, health));
    try {
      ProcessServer started = new ProcessServer(options.start(api.api()), api, users);
      api.begin();
      return started;
    } catch (RuntimeException e) {
      api.close();
      throw e;
    }
  }

  /**
   * Serves metrics and health alone, and their paths at {@code /}.
   *
   * @throws CommandFailedException where they cannot be served there
   */
  static ProcessServer metrics(MetricsOptions options, MetricsExport export, Health health) {
    List<Route> routes = routes(export, health);
    String index = String.join("\n", routes.stream().map(Route::path).toList()) + "\n";
    routes.add(Route.get("/", request -> Answer.text(200, index)).giving().byAnybody().quick());
    Api api = new Api(routes, Authenticator.NONE, ApiConfig.defaults());
    HttpServer server = start(api, options.where(), "--metrics-host", "--metrics-port");
    return new ProcessServer(server, null, Map.of());
  }

  private static List<Route> routes(MetricsExport export, Health health) {
    List<Route> routes = new ArrayList<>();
    routes.add(export.route());
    routes.addAll(HealthRoutes.of(health));
    return routes;
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

  /** What is served, and where. */
  String place() {
    return api == null
        ? "metrics and health at " + url()
        : "serving at " + url() + ", the console at " + url() + "/console";
  }

  String url() {
    return server.url();
  }

  /** As who the API looks at pipelines. */
  RedisConfig observer() {
    return Objects.requireNonNull(users.get(Role.READ));
  }

  /**
   * Waits until Redis has let in the user of each role, apart from one. The API answers meanwhile,
   * and says where it cannot that Redis is away.
   *
   * @return false where the process is to stop
   * @throws io.streamweir.redis.RedisCallException where Redis refuses the user of a role
   */
  boolean awaitUsers(Session session, RedisConfig known, CountDownLatch stop)
      throws InterruptedException {
    Set<RedisConfig> others = new HashSet<>(users.values());
    others.remove(known);
    for (RedisConfig user : others) {
      RedisLink tried = new FirstLink(session, user).unless(stop);
      if (tried == null) {
        return false;
      }
      tried.close();
    }
    return true;
  }

  /** Ends the requests of the API; metrics and health go on. */
  void drain() {
    if (api == null) {
      return;
    }
    try {
      server.drain(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the process ends at once
    }
  }

  @Override
  public void close() {
    server.close();
    if (api != null) {
      api.close();
    }
  }
}
