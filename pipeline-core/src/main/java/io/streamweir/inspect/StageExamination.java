package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.StageDefinition;

/**
 * Looks at one aspect of a stage in one partition, at one priority. {@link StagesExamination} lists
 * them all, and asks them only where every key of the stage has the type that it should have.
 * Stateless.
 */
interface StageExamination {
  /** Reports what it finds; reads only. */
  void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings);
}
