package io.streamweir.cli.found;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.pipeline.PipelineFacts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Some stages of some pipelines.
 *
 * @param stages empty for all
 */
public record StageFilter(Set<String> stages) {
  /**
   * Those stages of these pipelines.
   *
   * @throws UsageException where no pipeline has a stage of that name
   */
  public static StageFilter of(List<? extends PipelineFacts<?>> among, List<String> stages) {
    Set<String> known = new LinkedHashSet<>();
    among.forEach(pipeline -> pipeline.stages().forEach(stage -> known.add(stage.name())));
    List<String> unknown = stages.stream().filter(stage -> !known.contains(stage)).toList();
    if (!unknown.isEmpty()) {
      throw new UsageException(
          "unknown stages " + unknown + "; known: " + String.join(", ", known));
    }
    return new StageFilter(new LinkedHashSet<>(stages));
  }

  /** Whether the pipeline has at least one of the stages. */
  public boolean touches(PipelineFacts<?> pipeline) {
    return pipeline.stages().stream().anyMatch(stage -> includes(stage.name()));
  }

  public boolean includes(String stage) {
    return stages.isEmpty() || stages.contains(stage);
  }
}
