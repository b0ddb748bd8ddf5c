package io.streamweir.cli.job;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Session;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.DelayedJson;
import io.streamweir.inspect.DelayedEntries;
import io.streamweir.inspect.DelayedEntries.Delayed;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code delayed}: the entries that wait for a time, and why. */
@Command(
    name = "delayed",
    description =
        "Lists delayed and parked entries of each stage, the first due first: when they go on,"
            + " their next attempt, and why they were put off.")
public final class DelayedCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "Only this stage. Default: all stages")
  private String stage = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N entries per stage. Default: 100")
  private int limit = 100;

  @Option(names = "--json", description = "Print JSON, one object per line")
  private boolean json;

  DelayedCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new UsageException("--limit must be at least 1: " + limit);
    }
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    List<String> known = chosen.stages().stream().map(StageDefinition::name).toList();
    if (!stage.isEmpty()) {
      StageFilter.check(chosen.facts(), stage);
    }
    try (RedisLink link = session.openLink()) {
      DelayedEntries entries = new DelayedEntries(link, chosen);
      print(
          (stage.isEmpty() ? known : List.of(stage))
              .stream().flatMap(name -> entries.list(name, limit).stream()).toList());
      return 0;
    }
  }

  private void print(List<Delayed> all) {
    if (json) {
      all.forEach(entry -> session.out().line(Json.text(DelayedJson.of(entry))));
    } else if (all.isEmpty()) {
      session.out().line("no delayed entries");
    } else {
      session.out().line(String.join("\n", DelayedView.table(all)));
    }
  }
}
