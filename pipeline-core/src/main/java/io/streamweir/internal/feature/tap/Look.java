package io.streamweir.internal.feature.tap;

import io.streamweir.pipeline.StageContext;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a tap does with each entry.
 *
 * @param <I> what the stage takes
 */
@FunctionalInterface
public interface Look<I extends SpecificRecord> {
  void at(I input, StageContext context) throws Exception;
}
