package io.streamweir.cli.job;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.option.DurationConverter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.option.ReaderName;
import io.streamweir.cli.option.TimeConverter;
import io.streamweir.cli.result.ResultView;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.client.Result;
import io.streamweir.client.ResultLog;
import io.streamweir.client.ResultLog.Start;
import io.streamweir.client.ResultReader;
import io.streamweir.client.ResultSubscription;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code results}: what is published, as it is published, or what the log of results keeps. */
@Command(
    name = "results",
    description = {
      "Prints results and failures as they are published, one per line.",
      "Prints only what is published while it runs; the command job prints stored results.",
      "With --since or --name, prints what the log of results keeps, if the pipeline has one."
    })
public final class ResultsCommand implements Callable<Integer> {
  private static final int MOST_WAITING = 100_000;
  private static final long LOOK_MILLIS = 200;

  private final Session session;
  private final BlockingQueue<Result> arrived = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong missed = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until interrupted")
  private boolean follow;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Without --follow, end when nothing came for so long. Default: 5s")
  private Duration idle = Duration.ofSeconds(5);

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "From the log: what ended then or later, as 2026-11-20T09:00:00Z, or 2h for two hours"
              + " ago")
  private @Nullable Instant since;

  @Option(
      names = "--name",
      paramLabel = "READER",
      description =
          "From the log: what the reader of this name has not printed yet. Redis keeps its"
              + " position; a new reader begins with the oldest end that is kept")
  private String name = "";

  @Option(names = "--from-now", description = "With --name: a new reader begins with what comes")
  private boolean fromNow;

  @Option(names = "--json", description = "Print JSON, one object per line")
  private boolean json;

  ResultsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    if ((since != null && !name.isEmpty()) || (fromNow && name.isEmpty())) {
      throw new UsageException(
          "give --since, or --name with or without --from-now: a reader goes on where it was");
    }
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    if (since != null || !name.isEmpty()) {
      return printLog(chosen);
    }
    try (RedisLink link = session.openLink();
        ResultSubscription subscription = ResultReader.open(link, chosen).subscribe(this::keep)) {
      awaitReady(link, subscription);
      StopSignals.onFirst(status -> stopped.set(true));
      print(new ResultView(session.terminal(), json));
    }
    if (missed.get() > 0) {
      session.warn(missed + " results came faster than they could be printed and are left out");
    }
    return 0;
  }

  private int printLog(Pipeline<?> chosen) throws InterruptedException {
    LogPrint print = new LogPrint(session, new ResultView(session.terminal(), json), follow);
    try (RedisLink link = session.openLink()) {
      ResultLog log = ResultLog.open(link, chosen);
      if (since != null) {
        print.since(log, since);
      } else {
        print.as(log, ReaderName.check(name), fromNow ? Start.NEWEST : Start.OLDEST, idle);
      }
    }
    return 0;
  }

  private static void awaitReady(RedisLink link, ResultSubscription subscription)
      throws InterruptedException, ExecutionException {
    try {
      subscription.ready().get(link.config().commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new CommandFailedException(
          "cannot subscribe to results at "
              + link.config().address()
              + ": may the user use channels?");
    }
  }

  /** Runs on the thread that hears all messages, so it must not wait. */
  private void keep(Result result) {
    if (!arrived.offer(result)) {
      missed.incrementAndGet();
    }
  }

  private void print(ResultView view) throws InterruptedException {
    long last = System.nanoTime();
    while (!stopped.get() && (follow || System.nanoTime() - last < idle.toNanos())) {
      @Nullable Result next = arrived.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (next == null) {
        session.out().flush(); // notices a reader that went away
        continue;
      }
      last = System.nanoTime();
      session.out().line(view.show(next));
    }
  }
}
