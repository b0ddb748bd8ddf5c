package io.streamweir.cli.demo;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.input.LineInput;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.internal.wire.NamespaceEraser;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Plural;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import io.streamweir.worker.WorkerRights;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: everything at once, on a Redis of its own. */
@Command(
    name = "demo",
    description = {
      "Starts a Redis and workers, runs an access log through the pipeline access-log, and prints a"
          + " report.",
      "With --console it shows a shop under a steady load in the console, until Ctrl-C.",
      "Needs nothing but Java. Everything that it starts ends with it."
    },
    footer = {
      "",
      "Without --redis it starts a Redis of its own, whatever $STREAMWEIR_REDIS says. With --redis"
          + " it uses that server, in a namespace of its own that it empties at the end.",
      "Exit status: 0 success, 1 failure, 2 wrong usage."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int MOST_WORKERS = 64;

  private final Session session;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "A log in common or combined format, plain or gzip; - for standard input. Default: a"
              + " sample of 20,000 lines")
  private String input = "";

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many worker processes, 1 to 64. Default: 2")
  private int workers = 2;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, progress on standard error")
  private boolean json;

  @Option(
      names = "--console",
      description =
          "Serve the console on a free port of this machine, with a pipeline at work: one stage is"
              + " slow, and some jobs fail. Ends with Ctrl-C")
  private boolean console;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (workers < 1 || workers > MOST_WORKERS) {
      throw new UsageException("--workers must be 1 to " + MOST_WORKERS + ": " + workers);
    }
    if (console && (json || !input.isEmpty())) {
      throw new UsageException("--console takes neither --input nor --json: it prints no report");
    }
    Cleanup cleanup = new Cleanup();
    StopSignals.onFirst(
        status -> {
          cleanup.close();
          session.warn("interrupted; everything that was started has ended");
          Runtime.getRuntime().halt(status);
        });
    try (cleanup) {
      runUnlessEnding(cleanup);
      return 0;
    }
  }

  private void runUnlessEnding(Cleanup cleanup) throws IOException, InterruptedException {
    try {
      if (console) {
        show(cleanup);
      } else {
        report(cleanup);
      }
    } catch (IOException | RuntimeException e) {
      if (cleanup.begun()) {
        Thread.sleep(
            Long.MAX_VALUE); // the failure comes of the ending, which another thread completes
      }
      throw e;
    }
  }

  private void report(Cleanup cleanup) throws IOException, InterruptedException {
    try (LineInput lines = new LineInput(input, session)) {
      ScratchDirectory scratch = scratch(cleanup);
      RedisConfig server =
          server(scratch, cleanup, session.pipelines().find(AccessLogPipeline.NAME));
      print(new Demo(session, cleanup, server).run(lines, workers, scratch));
    }
  }

  private void show(Cleanup cleanup) throws IOException, InterruptedException {
    RedisConfig server = server(scratch(cleanup), cleanup, Shop.pipeline());
    new Showcase(session, cleanup, server).run(workers);
  }

  private static ScratchDirectory scratch(Cleanup cleanup) throws IOException {
    ScratchDirectory scratch = ScratchDirectory.create();
    cleanup.later(scratch::close);
    return scratch;
  }

  private RedisConfig server(ScratchDirectory scratch, Cleanup cleanup, Pipeline<?> pipeline)
      throws IOException, InterruptedException {
    boolean own = session.options().redis().isEmpty();
    RedisConfig server = own ? embedded(scratch, cleanup) : given(cleanup, pipeline);
    session
        .err()
        .line(
            "Redis at "
                + server.address()
                + ", "
                + Plural.of(workers, "worker", "workers")
                + ", pipeline "
                + pipeline.name());
    return server;
  }

  /** A namespace of our own on somebody's server, which is emptied at the end. */
  private RedisConfig given(Cleanup cleanup, Pipeline<?> pipeline) {
    String namespace = "demo-" + UUID.randomUUID().toString().substring(0, 8);
    RedisConfig config = session.redis().withNamespace(namespace);
    try (RedisLink link = session.openLink(config)) { // says clearly where it cannot be used
      WorkerRights.check(link, pipeline);
    }
    cleanup.later(() -> erase(config));
    return config;
  }

  private static void erase(RedisConfig config) {
    try (RedisLink link = RedisLink.open(config)) {
      NamespaceEraser.erase(link);
    }
  }

  private static RedisConfig embedded(ScratchDirectory scratch, Cleanup cleanup)
      throws IOException, InterruptedException {
    EmbeddedRedis redis = EmbeddedRedis.start(scratch.path());
    cleanup.later(redis::close);
    return redis.config();
  }

  private void print(Demo.Outcome outcome) {
    if (json) {
      session.out().line(outcome.report().toJson(outcome.elapsed()));
    } else {
      session.err().line("");
      session.out().print(outcome.text());
    }
  }
}
