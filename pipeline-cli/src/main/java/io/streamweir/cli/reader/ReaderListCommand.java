package io.streamweir.cli.reader;

import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.cli.text.TextTable;
import io.streamweir.client.LogReader;
import io.streamweir.client.ResultLog;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.ReaderJson;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code reader list}: which readers there are, how far behind, and what they have missed. */
@Command(
    name = "list",
    description = {
      "Lists the readers of a log of results: the ends that each has not read, and how long the"
          + " oldest of them has waited. Also shows how many were trimmed before the reader came."
    })
final class ReaderListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(names = "--json", description = "Print JSON, one object per line")
  private boolean json;

  ReaderListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    try (RedisLink link = session.openLink()) {
      List<LogReader> readers = ResultLog.open(link, chosen).readers();
      if (json) {
        readers.forEach(reader -> session.out().line(Json.text(ReaderJson.of(reader))));
      } else if (readers.isEmpty()) {
        session.out().line("no readers");
      } else {
        TextTable table = new TextTable(1, "READER", "UNREAD", "OLDEST", "MISSED");
        readers.forEach(
            reader ->
                table.row(
                    reader.name(),
                    reader.unread(),
                    ProgressLine.duration(reader.oldestUnreadSeconds()),
                    reader.missed() + reader.out()));
        session.out().line(String.join("\n", table.lines()));
      }
      return 0;
    }
  }
}
