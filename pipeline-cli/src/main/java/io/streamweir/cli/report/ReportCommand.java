package io.streamweir.cli.report;

import io.streamweir.cli.session.Session;
import io.streamweir.inspect.Inspector;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import io.streamweir.stages.accesslog.AccessLogReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code report}: what the access-log pipeline has counted. */
@Command(name = "report", description = "Prints what the pipeline access-log has counted.")
public final class ReportCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "Print a JSON object")
  private boolean json;

  ReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Pipeline<?> pipeline = session.pipelines().find(AccessLogPipeline.NAME);
    try (RedisLink link = session.openLink()) {
      AccessLogReport report = AccessLogReport.of(new Inspector(link, pipeline)::counters);
      session
          .out()
          .print(
              json
                  ? report.toJson() + "\n"
                  : report.toText(ReportLook.of(session.terminal(), link, pipeline)));
      return 0;
    }
  }
}
