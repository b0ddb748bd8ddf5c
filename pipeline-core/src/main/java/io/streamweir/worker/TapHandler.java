package io.streamweir.worker;

import io.streamweir.pipeline.StageContext;

/**
 * What a tap does with each entry.
 *
 * @param <I> what the stage takes
 */
@FunctionalInterface
public interface TapHandler<I> {
  /**
   * Looks at one entry. Whatever it throws, the same entry comes again after a pause: an audit that
   * must not miss one need not care, and one that would rather skip it catches the exception.
   */
  void handle(I input, StageContext context) throws Exception;
}
