package io.streamweir.cli.tap;

import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.text.TextTable;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.TapJson;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.TapStatus;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tap list}: which taps there are, and how far behind. */
@Command(name = "list", description = "Lists the taps of a pipeline and what they have not seen.")
final class TapListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(names = "--json", description = "Print JSON, one object per line")
  private boolean json;

  TapListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    try (RedisLink link = session.openLink()) {
      List<TapStatus> taps = new Inspector(link, chosen).taps();
      if (json) {
        taps.forEach(tap -> session.out().line(Json.text(TapJson.of(tap))));
      } else if (taps.isEmpty()) {
        session.out().line("no taps");
      } else {
        TextTable table = new TextTable(2, "TAP", "STAGE", "UNSEEN");
        taps.forEach(tap -> table.row(tap.tap(), tap.stage(), tap.unseen()));
        session.out().line(String.join("\n", table.lines()));
      }
      return 0;
    }
  }
}
