package io.streamweir.cli;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Some stages of some pipelines.
 *
 * @param pipelines those that have at least one of the stages
 * @param stages empty for all
 */
record StageFilter(List<Pipeline<?>> pipelines, Set<String> stages) {
  /**
   * Those of the pipelines that have at least one of the stages.
   *
   * @throws UsageException where no pipeline has a stage of that name
   */
  static StageFilter of(List<? extends Pipeline<?>> among, List<String> stages) {
    Set<String> known = new LinkedHashSet<>();
    List<Pipeline<?>> chosen = new ArrayList<>();
    for (Pipeline<?> pipeline : among) {
      List<String> own = pipeline.stages().stream().map(StageDefinition::name).toList();
      known.addAll(own);
      if (stages.isEmpty() || stages.stream().anyMatch(own::contains)) {
        chosen.add(pipeline);
      }
    }
    List<String> unknown = stages.stream().filter(stage -> !known.contains(stage)).toList();
    if (!unknown.isEmpty()) {
      throw new UsageException(
          "unknown stages " + unknown + "; known: " + String.join(", ", known));
    }
    return new StageFilter(chosen, new LinkedHashSet<>(stages));
  }

  boolean includes(String stage) {
    return stages.isEmpty() || stages.contains(stage);
  }
}
