package io.streamweir.cli.tap;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Session;
import io.streamweir.pipeline.Names;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which tap of which stage. */
final class TapScope {
  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(names = "--stage", required = true, paramLabel = "STAGE", description = "Which stage")
  private String stage = "";

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "The tap's name, under which Redis keeps its position")
  private String name = "";

  String name() {
    try {
      return Names.check("tap", name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  Pipeline<?> pipeline(Session session) {
    return session.pipelines().find(pipeline.name());
  }

  StageDefinition<?, ?> stage(Pipeline<?> chosen) {
    StageFilter.check(chosen.facts(), stage);
    return chosen.stage(stage);
  }
}
