package io.streamweir.cli.job;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.result.ResultPrinter;
import io.streamweir.cli.session.KnownPipelines;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.client.GatherProgress;
import io.streamweir.client.HandlerProgress;
import io.streamweir.client.HandlerProgressReader;
import io.streamweir.client.ProgressReader;
import io.streamweir.client.Result;
import io.streamweir.client.ResultReader;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.FoundJson;
import io.streamweir.inspect.FoundJob;
import io.streamweir.inspect.JobEntry;
import io.streamweir.inspect.Jobs;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code job}: how one job ended, or how far it has come. */
@Command(
    name = "job",
    description =
        "Prints how one job ended: its stored result, failure or cancellation. If no"
            + " end is stored, prints how far its splits and its running handlers have come."
            + " Also prints where its entries are: at which stage, in which state, until when and"
            + " why. Looks at a bounded number of entries and says if that was not enough. Exits 1"
            + " if there is none of the job, or if a manifest is incomplete.")
public final class JobCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Parameters(paramLabel = "ID", description = "The job's id")
  private String id = "";

  @Option(
      names = {"-f", "--follow"},
      description =
          "Go on until the job has ended: print what its handlers say of their progress, then its"
              + " end. A job that is dropped has none")
  private boolean follow;

  @Option(
      names = "--json",
      description = "Print a JSON object; several, one per line, of a job that runs")
  private boolean json;

  JobCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    String job = checked(id);
    KnownPipelines pipelines = new KnownPipelines(session);
    try (RedisLink link = pipelines.openLink(pipeline.name())) {
      PipelineFacts<?> chosen = pipelines.find(link, pipeline.name());
      if (follow) {
        return new JobFollow(session, json).run(link, chosen, job);
      }
      Optional<Result> result = ResultReader.open(link, chosen).stored(job);
      if (result.isPresent()) {
        return new ResultPrinter(session, json).print(result.get());
      }
      List<GatherProgress> splits = ProgressReader.open(link, chosen).of(job);
      FoundJob found = new Jobs(link, chosen).find(job);
      List<HandlerProgress> handlers = handlers(link, chosen, job);
      if (splits.isEmpty() && found.entries().isEmpty() && handlers.isEmpty()) {
        throw nothing(chosen, found);
      }
      if (!splits.isEmpty()) {
        session.out().line(new ProgressView(json).show(job, splits));
      }
      HandlerProgressView view = new HandlerProgressView(json);
      handlers.forEach(progress -> session.out().line(view.show(progress)));
      for (JobEntry entry : found.entries()) {
        session.out().line(json ? Json.text(FoundJson.of(entry)) : FoundView.text(entry));
      }
      return 0;
    }
  }

  /** None where the user may not look there. */
  private static List<HandlerProgress> handlers(
      RedisLink link, PipelineFacts<?> chosen, String job) {
    try {
      return HandlerProgressReader.open(link, chosen).of(job);
    } catch (RedisCallException e) {
      if (e.code().equals("NOPERM")) {
        return List.of();
      }
      throw e;
    }
  }

  private CommandFailedException nothing(PipelineFacts<?> chosen, FoundJob found) {
    String looked =
        found.complete()
            ? "and no entry of it at any stage: it may have moved meanwhile"
            : String.format(
                Locale.ROOT,
                "and no entry of it among the %,d that were looked at; there are others: it may"
                    + " still be running",
                found.looked());
    return new CommandFailedException(
        "no stored result of job "
            + id
            + " in pipeline "
            + chosen.name()
            + ", "
            + looked
            + ", have ended silently, be unknown, or have ended more than "
            + ProgressLine.duration((double) chosen.resultTtl().toSeconds())
            + " ago");
  }

  /** The id, which must be one that a job can have. */
  static String checked(String id) {
    try {
      return JobId.check(id);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
