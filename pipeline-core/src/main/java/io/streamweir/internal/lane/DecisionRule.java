package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Entry;
import io.streamweir.pipeline.StreamweirException;

/**
 * What a feature makes of a decision. The rules of a stage follow each other in one order, and each
 * gets what the one before it has made. Thread-safe.
 */
@FunctionalInterface
public interface DecisionRule {
  /**
   * What becomes of the decision.
   *
   * @throws StreamweirException where the handler may not decide so
   */
  Decided apply(Entry entry, Decided decided);
}
