package io.streamweir.cli.schedule;

import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Session;
import io.streamweir.client.ScheduleStatus;
import io.streamweir.client.Schedules;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.ScheduleJson;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code schedule list}: all schedules of a pipeline. */
@Command(
    name = "list",
    description = "Lists the schedules of a pipeline: when each fires, and whether it is late.")
final class ScheduleListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(names = "--json", description = "Print JSON with the payloads, one object per line")
  private boolean json;

  ScheduleListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    try (RedisLink link = session.openLink()) {
      List<ScheduleStatus> all = Schedules.open(link, chosen).list();
      ScheduleJson view = new ScheduleJson(link);
      if (json) {
        all.forEach(each -> session.out().line(Json.text(view.of(each))));
      } else {
        session.out().line(all.isEmpty() ? "no schedules" : ScheduleView.table(all));
      }
      return 0;
    }
  }
}
