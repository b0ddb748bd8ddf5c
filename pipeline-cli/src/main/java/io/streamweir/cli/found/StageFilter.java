package io.streamweir.cli.found;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import java.util.Collection;
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
   * @throws UsageException where no pipeline has a stage of one of the names
   */
  public static StageFilter of(List<? extends PipelineFacts<?>> among, List<String> stages) {
    Set<String> known = new LinkedHashSet<>();
    among.forEach(pipeline -> pipeline.stages().forEach(stage -> known.add(stage.name())));
    stages.forEach(stage -> check(known, stage));
    return new StageFilter(new LinkedHashSet<>(stages));
  }

  /**
   * Complains of a stage that the pipeline has not.
   *
   * @throws UsageException where it has none of that name
   */
  public static void check(PipelineFacts<?> pipeline, String stage) {
    check(pipeline.stages().stream().map(StageFacts::name).toList(), stage);
  }

  private static void check(Collection<String> known, String stage) {
    if (!known.contains(stage)) {
      throw new UsageException("unknown stage '" + stage + "'; known: " + String.join(", ", known));
    }
  }

  /** Whether the pipeline has at least one of the stages. */
  public boolean touches(PipelineFacts<?> pipeline) {
    return pipeline.stages().stream().anyMatch(stage -> includes(stage.name()));
  }

  public boolean includes(String stage) {
    return stages.isEmpty() || stages.contains(stage);
  }
}
