package io.streamweir.cli.worker;

import io.streamweir.cli.session.FirstLink;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.http.HttpApi;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.server.HttpServer;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: the HTTP API and the console, beside health and metrics. */
@Command(
    name = "serve",
    description = {
      "Serves the HTTP API and the console until SIGTERM or SIGINT, and health and metrics as"
          + " monitor does.",
      "Without --tokens it listens on a loopback address only, and everybody on this machine may do"
          + " everything."
    })
public final class ServeCommand implements Callable<Integer> {
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final String HOST = "--host";
  private static final String PORT = "--port";

  private final Session session;
  private final CountDownLatch stop = new CountDownLatch(1);

  @Option(
      names = PORT,
      paramLabel = "PORT",
      description = "Listen here; 0 takes any free port and says which. Default: 8400")
  private int port = ServerConfig.defaults().port();

  @Option(
      names = HOST,
      paramLabel = "HOST",
      description =
          "The address to listen on, 0.0.0.0 for all. Default: 127.0.0.1, this machine only")
  private String host = ServerConfig.defaults().host();

  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "NAME",
      description =
          "A pipeline to serve; may be repeated. Default: your own, else the shipped ones")
  private List<String> pipelines = new ArrayList<>();

  @Mixin private final ApiOptions options = new ApiOptions();

  @Mixin private final RedisUsers users = new RedisUsers();

  ServeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    options.checkHost(HOST, host);
    ServerConfig where = options.below(MetricsOptions.at(PORT, host, port));
    Map<Role, RedisConfig> redis = users.of(session.redis());
    List<Pipeline<?>> chosen = MonitorCommand.chosen(session, pipelines);
    StopSignals.onFirst(status -> stop.countDown());
    try (MetricsExport export = new MetricsExport(false)) {
      Looking health = new Looking(export);
      try (HttpApi api =
              HttpApi.of(
                  Engine.of(redis, chosen),
                  options.authenticator(),
                  options.config(),
                  ProcessServer.routes(export, health));
          HttpServer server = ProcessServer.start(api.api(), where, HOST, PORT)) {
        api.begin();
        session
            .out()
            .line("serving at " + server.url() + ", the console at " + server.url() + "/console");
        untilStopped(export, chosen, redis);
        health.stops();
        server.drain(DRAIN);
      }
    }
    return 0;
  }

  /**
   * The API answers meanwhile, and says where it cannot that Redis is away.
   *
   * @throws RedisCallException where Redis refuses the user of a role
   */
  private void untilStopped(
      MetricsExport export, List<Pipeline<?>> chosen, Map<Role, RedisConfig> redis)
      throws InterruptedException {
    RedisConfig observer = Objects.requireNonNull(redis.get(Role.READ));
    Set<RedisConfig> others = new HashSet<>(redis.values());
    others.remove(observer);
    for (RedisConfig user : others) {
      RedisLink tried = new FirstLink(session, user).unless(stop);
      if (tried == null) {
        return;
      }
      tried.close();
    }
    RedisLink link = new FirstLink(session, observer).unless(stop);
    if (link == null) {
      return;
    }
    try (link) {
      export.watch(link, chosen);
      stop.await();
    }
  }
}
