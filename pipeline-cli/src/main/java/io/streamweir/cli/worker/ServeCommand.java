package io.streamweir.cli.worker;

import io.streamweir.cli.session.FirstLink;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
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
  private final Session session;
  private final CountDownLatch stop = new CountDownLatch(1);

  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "NAME",
      description =
          "A pipeline to serve; may be repeated. Default: your own, else the shipped ones")
  private List<String> pipelines = new ArrayList<>();

  @Mixin private final ApiOptions options = new ApiOptions();

  ServeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    options.serveAnyway();
    options.where();
    List<Pipeline<?>> chosen = MonitorCommand.chosen(session, pipelines);
    StopSignals.onFirst(status -> stop.countDown());
    try (MetricsExport export = new MetricsExport(false)) {
      Looking health = new Looking(export);
      try (ProcessServer server = ProcessServer.api(options, session, chosen, export, health)) {
        session.out().line(server.place());
        untilStopped(server, export, chosen);
        health.stops();
        server.drain();
      }
    }
    return 0;
  }

  /**
   * Looks at the pipelines as the user of those who may look.
   *
   * @throws RedisCallException where Redis refuses the user of a role
   */
  private void untilStopped(ProcessServer server, MetricsExport export, List<Pipeline<?>> chosen)
      throws InterruptedException {
    RedisConfig observer = server.observer();
    if (!server.awaitUsers(session, observer, stop)) {
      return;
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
