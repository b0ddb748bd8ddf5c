package io.streamweir.cli.job;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.option.StateConverter;
import io.streamweir.cli.option.WhereOption;
import io.streamweir.cli.session.KnownPipelines;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.cli.text.SafeText;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.JobEntryJson;
import io.streamweir.inspect.JobEntry;
import io.streamweir.inspect.JobFilter;
import io.streamweir.inspect.JobOrder;
import io.streamweir.inspect.JobPage;
import io.streamweir.inspect.JobState;
import io.streamweir.inspect.Jobs;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs}: what lies at a stage, with payloads. */
@Command(
    name = "jobs",
    description = {
      "Shows the jobs that are in one state at a stage: since when, with which worker, when they go"
          + " on, their last error, headers and payload. Payloads are decoded by the schemas in"
          + " Redis; neither the pipeline's jar nor its classes are needed.",
      "Looks at a few at a time and goes on until it has found --limit. Each JSON object has the"
          + " cursor that goes on behind it; an interrupted command says how far it came."
    })
public final class JobsCommand implements Callable<Integer> {
  private static final int PAGE = 100;

  private final Session session;
  private final AtomicInteger stopped = new AtomicInteger(-1);

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(names = "--stage", paramLabel = "STAGE", description = "The stage")
  private String stage = "";

  @Option(
      names = "--state",
      paramLabel = "STATE",
      converter = StateConverter.class,
      description =
          "waiting, pending (a worker has it), delayed, parked (behind its key) or dead. Default:"
              + " waiting")
  private JobState state = JobState.WAITING;

  @Mixin private final WhereOption where = new WhereOption();

  @Option(names = "--limit", paramLabel = "N", description = "At most N jobs. Default: 20")
  private long limit = 20;

  @Option(
      names = "--newest",
      description =
          "The newest first within each partition and priority, of what is waiting or dead."
              + " Default: the oldest first")
  private boolean newest;

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "Go on where another call ended. Default: the beginning")
  private String after = "";

  @Option(names = "--json", description = "Print JSON with whole payloads, one object per line")
  private boolean json;

  JobsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new UsageException("--limit must be at least 1: " + limit);
    }
    if (!order().fits(state)) {
      throw new UsageException("--newest is for what is waiting or dead: leave it out");
    }
    JobFilter filter = where.filter();
    KnownPipelines pipelines = new KnownPipelines(session);
    try (RedisLink link = pipelines.openLink(pipeline.name())) {
      PipelineFacts<?> chosen = pipelines.find(link, pipeline.name());
      check(chosen);
      StopSignals.onFirst(stopped::set);
      return show(new Jobs(link, chosen), filter);
    }
  }

  private void check(PipelineFacts<?> chosen) {
    if (stage.isEmpty()) {
      List<String> known = chosen.stages().stream().map(StageFacts::name).toList();
      throw new UsageException("which stage? Give --stage; known: " + String.join(", ", known));
    }
    StageFilter.check(chosen, stage);
  }

  private int show(Jobs jobs, JobFilter filter) {
    ProgressLine progress = session.progress("entries looked at");
    JobEntryView view = new JobEntryView(session.terminal());
    String cursor = after;
    long looked = 0;
    long shown = 0;
    do {
      JobPage page = page(jobs, cursor, (int) Math.min(PAGE, limit - shown), filter);
      if (!page.entries().isEmpty()) {
        progress.clear();
        page.entries().forEach(entry -> print(view, entry));
      }
      shown += page.entries().size();
      looked += page.looked();
      cursor = page.next();
      progress.update(-1, looked);
    } while (shown < limit && !cursor.isEmpty() && stopped.get() < 0);
    progress.clear();
    return end(cursor, shown, looked);
  }

  private JobOrder order() {
    return newest ? JobOrder.NEWEST : JobOrder.OLDEST;
  }

  private JobPage page(Jobs jobs, String cursor, int most, JobFilter filter) {
    try {
      return jobs.page(stage, state, cursor, most, filter, order());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--after: " + e.getMessage());
    }
  }

  private void print(JobEntryView view, JobEntry entry) {
    session.out().line(json ? Json.text(JobEntryJson.of(entry)) : view.text(entry));
  }

  private int end(String cursor, long shown, long looked) {
    String goOn = "; --after " + cursor + " goes on from there";
    if (stopped.get() >= 0 && !cursor.isEmpty()) {
      session.warn("stopped after " + count(looked) + goOn);
      return stopped.get();
    }
    if (!json && shown == 0) {
      JobFilter filter = where.filter();
      String which = filter.matchesAll() ? "" : " match " + filter;
      session
          .out()
          .line("no " + state + " jobs at " + stage + SafeText.of(which) + ", of " + count(looked));
    } else if (!json && !cursor.isEmpty()) {
      session.out().line("more may follow" + goOn);
    }
    return ExitCode.OK;
  }

  private static String count(long looked) {
    return String.format(Locale.ROOT, "%,d looked at", looked);
  }
}
