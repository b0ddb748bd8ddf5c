package io.streamweir.cli.dead;

import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Session;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose dead letters: of one stage, or of all stages of a pipeline. */
final class DeadScope {
  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "Only this stage. Default: all stages")
  private String stage = "";

  /** The pipeline that was asked for. */
  Pipeline<?> pipeline(Session session) {
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    if (!stage.isEmpty()) {
      StageFilter.check(chosen.facts(), stage);
    }
    return chosen;
  }

  /** The stage that was given; null for all. */
  @Nullable String stage() {
    return stage.isEmpty() ? null : stage;
  }

  /** The option that was given. */
  List<String> words() {
    return stage.isEmpty() ? List.of() : List.of("--stage", stage);
  }

  /** The dead letters by stage. */
  Map<String, DeadLetters> letters(RedisLink link, Pipeline<?> chosen) {
    return chosen.stages().stream()
        .map(StageDefinition::name)
        .filter(name -> stage.isEmpty() || stage.equals(name))
        .collect(
            Collectors.toMap(
                name -> name,
                name -> new DeadLetters(link, chosen, name),
                (first, second) -> first,
                LinkedHashMap::new));
  }
}
