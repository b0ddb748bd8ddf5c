package io.streamweir.cli.worker;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.FirstLink;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.inspect.Inspector;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monitor}: exports what the server has, and works on nothing. */
@Command(
    name = "monitor",
    description =
        "Serves metrics of what waits at the stages, for Prometheus and autoscalers, until SIGTERM"
            + " or SIGINT.")
public final class MonitorCommand implements Callable<Integer> {

  private final Session session;
  private final CountDownLatch stop = new CountDownLatch(1);

  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "NAME",
      description =
          "A pipeline to look at; may be repeated. Default: your own, else the shipped ones")
  private List<String> pipelines = new ArrayList<>();

  @Mixin private final MetricsOptions metrics = new MetricsOptions();

  @Mixin private final ApiOptions api = new ApiOptions();

  MonitorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!ProcessServer.wanted(metrics, api)) {
      throw new UsageException(
          "monitor needs --metrics-port PORT, to serve metrics on, or --port PORT, to serve the API"
              + " as well");
    }
    List<Pipeline<?>> chosen = chosen(session, pipelines);
    StopSignals.onFirst(status -> stop.countDown());
    try (MetricsExport export = new MetricsExport(metrics.byPartition())) {
      Looking health = new Looking(export);
      try (ProcessServer server =
          ProcessServer.start(metrics, api, session, chosen, export, health)) {
        untilStopped(server, export, chosen);
        health.stops();
        server.drain();
      }
    }
    return 0;
  }

  private void untilStopped(ProcessServer server, MetricsExport export, List<Pipeline<?>> chosen)
      throws InterruptedException {
    if (!server.awaitUsers(session, session.redis(), stop)) {
      return;
    }
    RedisLink link = new FirstLink(session).unless(stop);
    if (link == null) {
      return;
    }
    try (link) {
      look(link, chosen);
      export.watch(link, chosen);
      session
          .out()
          .line(
              "monitor is ready: "
                  + names(chosen)
                  + " at "
                  + link.config().address()
                  + "; "
                  + server.place());
      stop.await();
    }
  }

  /**
   * Once in advance, so that a user who may not look is told so.
   *
   * @throws RedisCallException where that is not likely to pass
   */
  private static void look(RedisLink link, List<Pipeline<?>> pipelines) {
    try {
      pipelines.forEach(pipeline -> new Inspector(link, pipeline).status());
    } catch (RedisCallException e) {
      if (!e.passing()) {
        throw e;
      }
    }
  }

  /** The pipelines of these names; those that are meant where none is named. */
  static List<Pipeline<?>> chosen(Session session, List<String> names) {
    if (names.isEmpty()) {
      return session.pipelines().all();
    }
    Set<Pipeline<?>> found = new LinkedHashSet<>();
    names.forEach(each -> found.add(session.pipelines().find(each)));
    return List.copyOf(found);
  }

  private static String names(List<Pipeline<?>> pipelines) {
    return String.join(", ", pipelines.stream().map(Pipeline::name).toList());
  }
}
