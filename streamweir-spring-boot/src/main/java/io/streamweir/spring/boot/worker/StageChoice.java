package io.streamweir.spring.boot.worker;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.spring.boot.override.UnknownNameException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The stages that this instance works on.
 *
 * @param named each as {@code stage} or {@code pipeline/stage}; empty for all
 */
record StageChoice(Set<String> named) {
  /** Complains of a name that no stage has. */
  void check(Collection<Pipeline<?>> pipelines) {
    Set<String> known = new TreeSet<>();
    Set<String> unknown = new LinkedHashSet<>(named);
    for (Pipeline<?> pipeline : pipelines) {
      for (StageDefinition<?, ?> stage : pipeline.stages()) {
        known.add(full(pipeline, stage));
        unknown.remove(full(pipeline, stage));
        unknown.remove(stage.name());
      }
    }
    if (!unknown.isEmpty()) {
      throw new UnknownNameException(
          "the property streamweir.worker.stages", "stage", unknown.iterator().next(), known);
    }
  }

  private static String full(Pipeline<?> pipeline, StageDefinition<?, ?> stage) {
    return pipeline.name() + "/" + stage.name();
  }

  /** Whether any of the pipeline's stages is among them. */
  boolean has(Pipeline<?> pipeline) {
    return named.isEmpty() || !of(pipeline).isEmpty();
  }

  /** Those of a pipeline, as a worker's configuration wants them: empty for all. */
  Set<String> of(Pipeline<?> pipeline) {
    Set<String> stages = new LinkedHashSet<>();
    for (StageDefinition<?, ?> stage : pipeline.stages()) {
      if (named.contains(stage.name()) || named.contains(full(pipeline, stage))) {
        stages.add(stage.name());
      }
    }
    return stages;
  }
}
