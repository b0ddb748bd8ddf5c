package io.streamweir.cli.job;

import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.result.ResultView;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.client.Cancellation;
import io.streamweir.client.JobCanceller;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cancel}: jobs are handled no further. */
@Command(
    name = "cancel",
    description = {
      "Cancels jobs: they are handled no further, handlers that run are interrupted.",
      "Prints for each whether it was cancelled now or before, or how it had ended. Redis keeps no"
          + " list of jobs: an id that no job has yet counts as cancelled, and is remembered for 7"
          + " days."
    },
    footer = {
      "",
      "Exit status: 0 all are cancelled, 1 failure or some had ended before, 2 wrong usage."
    })
public final class CancelCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Parameters(arity = "1..*", paramLabel = "ID", description = "The jobs' ids")
  private List<String> ids = List.of();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "The key that all of them were submitted with. Not needed: they are looked for in all"
              + " partitions")
  private String key = "";

  @Option(names = "--json", description = "Print JSON, one object per line")
  private boolean json;

  CancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<String> jobs = ids.stream().map(JobCommand::checked).toList();
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    ResultView view = new ResultView(session.terminal(), json);
    try (RedisLink link = session.openLink()) {
      JobCanceller canceller = JobCanceller.open(link, chosen);
      boolean all = true;
      for (String job : jobs) {
        Cancellation answer = key.isEmpty() ? canceller.cancel(job) : canceller.cancel(job, key);
        session.out().line(view.show(answer));
        if (answer.now()) {
          session.audit(link, Operator.change("cancel", chosen.name()).withTarget(job));
        }
        all &= answer.cancelled();
      }
      return all ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }
}
