package io.streamweir.cli.schedule;

import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.client.Schedules;
import io.streamweir.redis.RedisLink;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which schedule of which pipeline a command is about. */
final class ScheduleTarget {
  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Parameters(paramLabel = "NAME", description = "The schedule's name")
  private String name = "";

  String name() {
    return name;
  }

  /** Does something to it, prints the answer, and tells the audit of this action. */
  int run(Session session, String action, Function<Schedules<?>, String> change) {
    var chosen = session.pipelines().find(pipeline.name());
    try (RedisLink link = session.openLink()) {
      session.out().line(change.apply(Schedules.open(link, chosen)));
      session.audit(link, Operator.change(action, chosen.name()).withTarget(name));
      return 0;
    }
  }
}
